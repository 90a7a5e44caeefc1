/**
 * The search for secrets, in the order of its steps. `windows` cuts a text into pieces that take little time. `searchWindow` reads
 * one: `textView` makes the views in which rules read it (look-alike letters folded, adjacent literals joined); `clues` names all
 * keywords in a view in one pass; from there `secretName` and `secretWords` recognise the names of secrets, `assignedValues` the values
 * given to names, `secretValue` decides whether such a value is a secret, `besideName` finds other candidates near a name; `tokenMarks`, `logins`,
 * `longTokens`, `ownRules` and `gitleaksRules`
 * recognise secrets by their form. `keyBlocks` and `seedPhrases` find those of many lines. `disjoint` joins the results.
 * `secretScanner` does all that for open documents, a few steps at a time; `excerpt` and `redactText` cut.
 */
import type { Secret } from "./secretRule";
import { disjoint } from "./disjoint";
import { searchKeyBlocks } from "./keyBlocks";
import { searchWindow } from "./searchWindow";
import { runSteps, type Steps } from "./steps";
import { windowEnd } from "./windows";

/** Finds the secrets in a whole text: sorted, disjoint, in UTF-16 units. About 60 ns a character. */
export function findSecrets(text: string): Secret[] {
  return disjoint([...findKeyBlocks(text), ...findWithin(text, 0, text.length)]);
}

/** Finds the secrets in a whole text as `findSecrets` does, in steps. */
export function* searchSecrets(text: string): Steps<Secret[]> {
  const found: Secret[] = [...(yield* searchKeyBlocks(text))];
  for (let at = 0; at < text.length;) {
    const end = windowEnd(text, at, text.length);
    found.push(...(yield* searchWindow(text, { start: at, end })));
    at = end;
    yield;
  }
  return disjoint(found);
}

/** Finds private keys, which take many lines, in a whole text. */
export function findKeyBlocks(text: string): Secret[] {
  return runSteps(searchKeyBlocks(text));
}

/** Finds the secrets that touch `from`–`to`, whole lines, window by window. Private keys are not searched for. */
export function findWithin(text: string, from: number, to: number): Secret[] {
  const found: Secret[] = [];
  for (let at = from; at < to;) {
    const end = windowEnd(text, at, to);
    found.push(...runSteps(searchWindow(text, { start: at, end })));
    at = end;
  }
  return found;
}

/** Hold the words of the rules that any code meets, whose expressions take long to compile: one rule has 1,446 stopwords. */
const samples = [
  "x",
  'password = "x"',
  'password = "ab12cd!"',
  'apiKey = "q8Zk29xQ7pLm41"',
  'password: "ab12cd!", token = "x1"; https://',
  "ghp_ xoxb- eyJ -u a:b --user Authorization: Bearer mysql -p auth=( ",
  `${"a1B2".repeat(12)} = "${"c3D4".repeat(12)}"`,
];

/** Makes the rules ready that code meets most, which takes some ten ms once. */
export function* prepareRules(): Steps<void> {
  for (const sample of samples) yield* searchWindow(sample, { start: 0, end: sample.length });
}
