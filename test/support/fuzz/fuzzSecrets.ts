import { redactText } from "../../../server/src/safety/secrets/redactText";
import { SecretNames } from "../../../server/src/safety/secrets/secretNames";
import { canaries } from "../canaries";
import { Random } from "./random";

/** What rules look for, and what they are led astray by. */
const dictionary = [
  ...[
    "password=",
    "password: '",
    'secret = "',
    "TOKEN=",
    "KEY_",
    "://a:b",
    "@",
    "authorization: bearer ",
    "?sig=",
    "aws",
  ],
  ...[
    "curl -u ",
    "kind: secret data: ",
    "-----BEGIN PRIVATE KEY-----",
    "-----END",
    "Private-Lines: 9",
    "eyJ",
    ".",
    "api=",
  ],
  ...[
    '"',
    "'",
    "`",
    "=",
    ":",
    " ",
    "\n",
    "\\n",
    "\r\n",
    "+",
    "/",
    "A",
    "a1",
    "server=a;",
    "<secret-1>",
    "é",
    "\u{1f511}",
  ],
];

/**
 * Secrets in texts made to lead rules astray, in lines as long as they are served: each is cut out, wherever a long line is
 * taken apart, and what was cut comes back.
 * @throws Error where that is not so.
 */
export function fuzzSecrets(seed: number, textCount: number): void {
  const random = new Random(seed);
  for (let count = 0; count < textCount; count++) {
    const planted = canaries(seed * 1_000 + count).filter(({ line }) => !line.includes("\n"));
    const canary = random.pick(planted);
    const junk = (): string => junkOf(random);
    const padding = "f(1); ".repeat(random.below(3_400));
    // A few harmless lines keep the junk from swallowing the secret as part of one of its own.
    const text = [junk(), ...calm, padding + canary.line, ...calm, junk()].join("\n");
    const { text: redacted, restore } = redactText(text, new SecretNames());
    const where = `Seed ${seed}, text ${count}, ${canary.kind} at ${padding.length}`;
    const mayStandAnywhere = !/\.env/.test(canary.kind) || padding === "";
    if (mayStandAnywhere && redacted.includes(canary.secret)) throw new Error(`${where}: not cut`);
    if (!text.includes("<secret-") && restore(redacted) !== text) throw new Error(`${where}: does not come back`);
  }
}

const calm = ["", "const total = a + b;", "", "return total;", ""];

/** Up to 20,000 characters of one or a few words of the dictionary, again and again. */
function junkOf(random: Random): string {
  const words = Array.from({ length: 1 + random.below(4) }, () => random.pick(dictionary)).join("");
  return words.repeat(Math.ceil(random.below(20_000) / words.length));
}
