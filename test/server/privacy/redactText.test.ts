import { describe, expect, test } from "vitest";
import { redactText } from "../../../server/src/privacy/redactText";
import { SecretNames } from "../../../server/src/privacy/secretNames";
import { canaries } from "../../support/canaries";

/** Checks what is left of `text`. */
function check(text: string, expected: string): void {
  const redacted = redactText(text, new SecretNames());
  expect(redacted.text).toBe(expected);
  expect(redacted.restore(redacted.text)).toBe(text);
}

const around = (line: string): string => `import { a } from "./a";\n\n${line}\n\nexport const total = a + 1;\n`;

describe("a secret does not leave:", () => {
  test.each(canaries(1).map(({ kind }, index) => [kind, index] as const))("%s", (_kind, index) => {
    for (let seed = 1; seed <= 5; seed++) {
      const { line, secret } = canaries(seed)[index];
      const { text, restore } = redactText(around(line), new SecretNames());
      for (let at = 0; at + 8 <= secret.length; at += 4) expect(text).not.toContain(secret.slice(at, at + 8));
      expect(text).toContain("<secret-1>");
      expect(text.startsWith('import { a } from "./a";\n')).toBe(true);
      expect(text.endsWith("\nexport const total = a + 1;\n")).toBe(true);
      expect(restore(text)).toBe(around(line));
    }
  });
  test("more than 30 kinds are tried", () => expect(canaries(1).length).toBeGreaterThan(30));
});

describe("ordinary code stays as it is:", () => {
  test.each([
    'password = os.environ["DB_PASSWORD"]',
    'const url = "postgres://user:password@localhost/db";',
    'const token = await getToken(request, "access_token");',
    'label: "Forgot your password?",',
    'integrity: "sha512-aaaabbbbccccddddeeeeffff0000111122223333444455556666777788889999aaaa==",',
    'const commit = "0123456789abcdef0123456789abcdef01234567";',
    "API_KEY=${API_KEY}",
    "export const keyboardShortcuts = { save: 'ctrl+s' };",
    'public static final String PASSWORD_FIELD = "password-field";',
    "if (tokens[index].kind === TokenKind.CloseBrace) continue;",
    "-----BEGIN PUBLIC KEY-----",
    'uuid = "123e4567-e89b-12d3-a456-426614174000"',
  ])("%s", (line) => check(line, line));
});

test("the same secret has the same name, another one another", () => {
  const names = new SecretNames();
  const [first, second] = [canaries(1)[2].secret, canaries(2)[2].secret];
  expect(redactText(`a("${first}")`, names).text).toBe('a("<secret-1>")');
  expect(redactText(`b("${second}"); c("${first}")`, names).text).toBe('b("<secret-2>"); c("<secret-1>")');
});

test("an answer brings back only what was cut out of its own prompt", () => {
  const names = new SecretNames();
  redactText(`a("${canaries(1)[2].secret}")`, names);
  const { secret } = canaries(2)[2];
  const { restore } = redactText(`b("${secret}")`, names);
  expect(restore('use("<secret-1>", "<secret-2>")')).toBe(`use("<secret-1>", "${secret}")`);
});

test("a document that speaks of <secret-1> gets no secret in its place", () => {
  const { secret } = canaries(1)[2];
  const { restore } = redactText(`// "<secret-1>" is a placeholder\na("${secret}")`, new SecretNames());
  expect(restore("// <secret-1>")).toBe("// <secret-1>");
});

test("an unfinished key is cut while it is being pasted", () =>
  check(
    "a\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7\nconst b = f(1);",
    "a\n<secret-1>\nconst b = f(1);",
  ));
