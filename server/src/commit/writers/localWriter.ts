import type { Backend } from "../../model/backend";
import { redactText } from "../../safety/secrets/redactText";
import type { SecretNames } from "../../safety/secrets/secretNames";
import { ownText } from "../../safety/promptText";
import { changeText } from "./changeText";
import type { CommitWriter } from "./commitWriter";
import { takeFrame } from "../style/frame";
import { framedSubject } from "./framedSubject";
import { withoutInventions } from "./inventions";
import { writeByRules } from "./offlineWriter";
import type { WriterInput } from "./writerInput";

/** Most tokens of a subject. */
const subjectTokens = 48;
/** Number of earlier subjects shown. // guess */
const exampleCount = 10;

/**
 * Makes the writer that lets a larger model on this machine complete the subject: the change, earlier subjects, and the beginning of one more.
 * Type and scope come from the rules; the model writes the rest, and its answer is checked like an endpoint's.
 */
export function createLocalWriter(parts: {
  backend: Backend;
  name: string;
  names: SecretNames;
  repositoryUri: string;
}): CommitWriter {
  const { backend, name, names, repositoryUri } = parts;
  return {
    name,
    async write(input, { typed, attempt, count, onProgress }, signal) {
      const begun = typed === "" ? beginning(input) : typed;
      const inForm = (text: string): string | undefined => {
        const subject = (typed === "" ? text : typed + text).trim();
        const known = withoutInventions({ subject, body: "" }, input, typed)?.subject;
        // The model has seen the rules' frame; its own words may need another.
        return known === undefined || typed !== ""
          ? known
          : framedSubject({ type: "", scope: "", subject: known }, input);
      };
      const { contextTokens, charsPerToken } = backend.limits;
      const room = Math.floor((contextTokens - subjectTokens) * charsPerToken * 0.8);
      const request = {
        prompt: {
          path: ownText("COMMIT_EDITMSG"),
          languageId: "git-commit",
          prefix: redactText(`${promptFor(input, room)}${begun}`, names).text,
          suffix: ownText(""),
        },
        candidateCount: Math.min(3, Math.max(count, attempt + 1)),
        maxTokens: subjectTokens,
        stop: ["\n"],
        priority: "command" as const,
        documentUri: repositoryUri,
        memory: "off" as const,
      };
      const texts: string[] = [];
      for await (const { candidate, text } of backend.stream(request, signal)) {
        texts[candidate] = (texts.at(candidate) ?? "") + text;
        if (candidate === 0) onProgress?.(begun + firstLine(texts[0]));
      }
      const usable = [...new Set(texts.flatMap((text) => inForm(firstLine(text)) ?? []))].filter(
        (subject) =>
          subject.length > begun.trim().length &&
          subject.length <= input.style.maxLength &&
          !subject.includes("<secret-"),
      );
      const start = usable.length === 0 ? 0 : attempt % usable.length;
      return [...usable.slice(start), ...usable.slice(0, start)]
        .slice(0, count)
        .map((subject) => ({ subject, body: "" }));
    },
  };
}

/** Cuts after the first line: models that know no stop sequences continue. */
function firstLine(text: string): string {
  return text.split("\n", 1).at(0) ?? "";
}

/** Returns everything that the rules put before their text: emoji, ticket, type or area; empty if messages are plain. */
function beginning(input: WriterInput): string {
  return takeFrame(writeByRules(input, { typed: "", attempt: 0, count: 1 }).at(0)?.subject ?? "").lead;
}

function promptFor(input: WriterInput, room: number): string {
  const examples = input.history
    .filter(({ isBot }) => !isBot)
    .slice(0, exampleCount)
    .map(({ subject }) => `- ${subject}\n`)
    .join("");
  const frame = "# Change\n\n# Earlier commit messages\n\n# Commit message of this change\n- ";
  const change = changeText(input.summary, {
    maxChars: Math.max(200, room - examples.length - frame.length),
    hidden: new Set(),
  });
  return `# Change\n${change}\n# Earlier commit messages\n${examples}\n# Commit message of this change\n- `;
}
