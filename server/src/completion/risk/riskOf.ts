import { findSecrets } from "../../safety/secrets/findSecrets";
import { riskyForms, type RiskKind } from "./riskyForms";

/** Text before the caret in which a form may have begun, in UTF-16 units: some lines. // guess */
const reach = 300;

/**
 * Returns why a text may only be given on request, a sentence: it would write a key into the code, switch off the checking of certificates, or
 * build a shell command from strings. What is already in the document, or what the user has typed, is the user's own.
 *
 * `known`: the texts of the documents that are the user's own.
 */
export function riskOf(
  text: string,
  { prefix, known }: { prefix: string; known: readonly string[] },
): string | undefined {
  const lineStart = prefix.lastIndexOf("\n", prefix.length - reach) + 1;
  const before = prefix.slice(Math.max(lineStart, prefix.length - 2 * reach));
  const whole = before + text;
  for (const { kind, form } of riskyForms)
    for (const match of whole.matchAll(form)) if (match.index + match[0].length > before.length) return sentences[kind];
  const isNew = (key: string): boolean => !known.some((document) => document.includes(key));
  const hasKey = findSecrets(whole).some(({ start, end }) => end > before.length && isNew(whole.slice(start, end)));
  return hasKey ? sentences.key : undefined;
}

const sentences: Readonly<Record<RiskKind | "key", string>> = {
  key: "The suggestion would have written a password or key into the code. You can still ask with Alt+\\.",
  unverified: "The suggestion would have switched off the checking of certificates. You can still ask with Alt+\\.",
  shell: "The suggestion would have built a shell command from strings. You can still ask with Alt+\\.",
};
