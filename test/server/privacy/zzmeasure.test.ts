import { test } from "vitest";
import { redactText } from "../../../server/src/privacy/redactText";
import { SecretNames } from "../../../server/src/privacy/secretNames";
import { strangeSecretForms } from "../../support/strangeSecretForms";
function fragment({ text, secret }: any): string | undefined {
  const { text: left } = redactText(`a: 1\n${text}\nb: 2\n`, new SecretNames());
  const plain = String(left).replace(/[\u200b\u200d]/g, "");
  const tpl = text;
  const from = secret.length < 16 ? 0 : Math.floor(secret.length * 0.4);
  for (let at = from; at + 4 <= secret.length; at++) if (plain.includes(secret.slice(at, at + 4))) return plain;
  return undefined;
}
test("m", () => {
  for (const part of ["passwords", "tokens"] as const) {
    let n = 0, missed = new Map<string, [number, string]>(), m = 0;
    for (const seed of [7, 8, 9]) for (const form of strangeSecretForms(seed)[part]) {
      n++; const left = fragment(form);
      if (left !== undefined) { m++; const k = form.kind; missed.set(k, [(missed.get(k)?.[0] ?? 0) + 1, left]); }
    }
    console.log(`${part}: ${n / 3} kinds, missed ${m} of ${n}, found ${(100 - 100 * m / n).toFixed(1)} %`);
    for (const [k, [c, left]] of missed) console.log(`${c}x ${k} ==> ${JSON.stringify(left.slice(5, -5))}`);
  }
});
