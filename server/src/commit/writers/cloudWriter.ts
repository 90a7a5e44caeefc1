import { join } from "node:path";
import type { Drafter } from "../../model/draft";
import { commitMessages, commitSchema } from "../../model/prompt/commit";
import { redactText } from "../../safety/secrets/redactText";
import type { SecretNames } from "../../safety/secrets/secretNames";
import { answeredMessage, partialSubject } from "./answer";
import { changeText } from "./changeText";
import type { CommitWriter } from "./commitWriter";
import { customsOf } from "./customs";

/** Most of the change that is sent, in UTF-16 units: about 7,000 tokens, a tenth of a US cent with gpt-4.1-nano. // guess */
const maxChars = 26_000;
/** Tokens requested: rate limits count them. */
const subjectTokens = 160;
const bodyTokens = 400;
/** Temperature of the first message, and its increase for each other attempt. // guess */
const firstTemperature = 0.2;
const temperatureStep = 0.3;

/** Makes the writer that asks an endpoint. Secrets are cut out, files that are kept out of prompts stay out, and the answer is checked. */
export function createCloudWriter(parts: {
  drafter: Drafter;
  name: string;
  names: SecretNames;
  repositoryUri: string;
  /** Reports whether a file must not be sent. */
  isHidden: (path: string) => Promise<boolean>;
}): CommitWriter {
  const { drafter, name, names, repositoryUri, isHidden } = parts;
  return {
    name,
    async write(input, { typed, attempt, onProgress }, signal) {
      const { folder, summary, style } = input;
      const verdicts = await Promise.all(
        summary.files.map(async ({ path }) => ((await isHidden(join(folder, path))) ? [path] : [])),
      );
      const change = changeText(summary, { maxChars, hidden: new Set(verdicts.flat()) });
      const begun = typed.trim();
      const request = {
        messages: commitMessages({
          customs: redactText(customsOf(input), names).text,
          change: redactText(`The change:\n${change}`, names).text,
          task: redactText(begun === "" ? "Write the message." : `The user has begun the subject: ${begun}`, names)
            .text,
        }),
        maxTokens: style.hasBody ? bodyTokens : subjectTokens,
        temperature: Math.min(1, firstTemperature + temperatureStep * attempt),
        schema: commitSchema({ types: style.form === "conventional" ? style.types : [], scopes: style.scopes }),
        priority: "command" as const,
        subjectUri: repositoryUri,
      };
      let answer = "";
      for await (const chunk of drafter.draft(request, signal)) {
        answer += chunk.text;
        const partial = onProgress && partialSubject(answer, input, begun);
        if (partial !== undefined) onProgress?.(partial);
      }
      const message = answeredMessage(answer, input, begun);
      return message === undefined ? [] : [message];
    },
  };
}
