import type { ModelSlot } from "../../model/modelSlot";
import { BackendError } from "../../model/errors";
import type { SecretNames } from "../../safety/secrets/secretNames";
import type { CommitRequest, CommitWriter } from "./commitWriter";
import { continueSubject } from "./continueMessage";
import { offlineWriter, scoredSubjects, writeByRules } from "./offlineWriter";
import { weighSubjects } from "./weighSubjects";
import type { WriterInput } from "./writerInput";

/**
 * Score difference below which the model chooses. Source: bench/commits, 400 commits of the development repositories: edit
 * similarity +0.1 % [0.0, 0.3]; with larger differences the model's choice is as often worse as better.
 */
const tieScore = 0.05;
/** Most subjects that are weighed: each takes the model about 30 ms. */
const maxChoices = 4;

/**
 * Makes the writer in which the embedded model chooses between subjects that rules have written: equally informative subjects, and
 * continuations of the user's beginning. No word is the model's own. Until a model is ready the rules choose.
 */
export function createChoosingWriter(parts: {
  slot: ModelSlot;
  names: SecretNames;
  repositoryUri: string;
}): CommitWriter {
  const { slot, names, repositoryUri } = parts;
  return {
    name: offlineWriter.name,
    async write(input, request, signal) {
      const messages = writeByRules(input, request);
      const choices = choicesFor(input, request);
      if (choices.length < 2 || slot.state.kind !== "ready") return messages;
      try {
        const weights = await weighSubjects(choices, input, { backend: slot, names, repositoryUri }, signal);
        const subject = choices.at(weights.indexOf(Math.max(...weights))) ?? "";
        const others = messages.filter((message) => message.subject !== subject);
        return [{ subject, body: messages.at(0)?.body ?? "" }, ...others].slice(0, Math.max(1, request.count));
      } catch (error) {
        if (!(error instanceof BackendError)) throw error;
        return messages;
      }
    },
  };
}

/** Returns subjects between which rules see little difference; fewer than two if there is nothing to choose. */
function choicesFor(input: WriterInput, { typed, attempt }: Pick<CommitRequest, "typed" | "attempt">): string[] {
  if (typed.includes("\n")) return [];
  // After `type:` alone everything is open, and the rules know best what the change is about.
  if (typed.trim() !== "") return /:\s*$/.test(typed) ? [] : continueSubject(typed, input).slice(0, maxChoices);
  if (attempt > 0) return [];
  const scored = [...scoredSubjects(input)];
  const best = scored.at(0)?.[1] ?? 0;
  return scored
    .filter(([, score]) => best - score < tieScore)
    .map(([subject]) => subject)
    .slice(0, maxChoices);
}
