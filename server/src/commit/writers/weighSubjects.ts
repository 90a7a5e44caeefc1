import type { Backend } from "../../model/backend";
import { redactText } from "../../safety/secrets/redactText";
import type { SecretNames } from "../../safety/secrets/secretNames";
import { ownText } from "../../safety/promptText";
import type { WriterInput } from "./writerInput";

/** Tokens kept free for a subject. */
const subjectTokens = 64;
/** Number of earlier subjects shown. // guess */
const exampleCount = 16;
/** Number of changed names shown. // guess */
const nameCount = 12;

/**
 * Asks a model on this machine how probable each of some subjects is, given earlier ones and the changed names. The score is the mean natural
 * log-probability of a token. @throws BackendError
 */
export async function weighSubjects(
  subjects: readonly string[],
  input: WriterInput,
  parts: { backend: Backend; names: SecretNames; repositoryUri: string },
  signal: AbortSignal,
): Promise<number[]> {
  const { backend, names, repositoryUri } = parts;
  const weights = subjects.map(() => Number.NEGATIVE_INFINITY);
  const request = {
    prompt: {
      path: ownText("COMMIT_EDITMSG"),
      languageId: "git-commit",
      prefix: redactText(contextOf(input), names).text,
      suffix: ownText(""),
    },
    candidateCount: 1,
    maxTokens: subjectTokens,
    stop: [],
    priority: "command" as const,
    documentUri: repositoryUri,
    memory: "off" as const,
    choices: subjects,
  };
  for await (const { candidate, logProb = 0, tokenCount } of backend.stream(request, signal))
    weights[candidate] = logProb / Math.max(1, tokenCount);
  return weights;
}

function contextOf({ history, summary }: WriterInput): string {
  const changed = [
    ...summary.files.slice(0, nameCount).map(({ path }) => path),
    ...summary.symbols.slice(0, nameCount).map(({ symbol }) => symbol.name),
  ];
  const examples = history
    .filter(({ isBot }) => !isBot)
    .slice(0, exampleCount)
    .map(({ subject }) => `- ${subject}\n`);
  return `Changed: ${changed.join(", ").slice(0, 300)}\n${examples.reverse().join("")}- `;
}
