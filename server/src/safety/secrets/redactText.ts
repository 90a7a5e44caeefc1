import { checkedText, type CheckedText } from "../promptText";
import { findSecrets } from "./findSecrets";
import { Restoration } from "./restoration";
import type { SecretNames } from "./secretNames";
import type { Secret } from "./secretRule";

/** A text that may leave the machine, and the way back. */
export interface Redacted {
  readonly text: CheckedText;
  /** The cuts, in the original text. */
  readonly secrets: readonly Secret[];
  /** Puts the secrets back into a model's answer to this text. */
  readonly restore: (answer: string) => string;
}

/**
 * Cuts the secrets out of a text outside the open documents, such as a diff: the whole text is searched now, which takes about
 * 6 ms for 100,000 characters, so not at a keystroke. `names` is the process's one `SecretNames`.
 */
export function redactText(text: string, names: SecretNames): Redacted {
  const secrets = findSecrets(text);
  const cuts = names.cuts(text, secrets);
  const restoration = new Restoration();
  restoration.add(text, cuts);
  return { text: checkedText(text, cuts), secrets, restore: (answer) => restoration.restore(answer) };
}
