import { describe, expect, test } from "vitest";
import { redactText } from "../../../../server/src/safety/secrets/redactText";
import { SecretNames } from "../../../../server/src/safety/secrets/secretNames";
import { canaries } from "../../../support/canaries";

/** Checks what is left of `text`. */
function check(text: string, expected: string): void {
  const redacted = redactText(text, new SecretNames());
  expect(redacted.text).toBe(expected);
  expect(redacted.restore(redacted.text)).toBe(text);
}

const around = (line: string): string => `import { a } from "./a";\n\n${line}\n\nexport const total = a + 1;\n`;

describe("no secret leaves:", () => {
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

describe("a password that reads like words is cut where its name says what it is:", () => {
  test.each([
    ['const password = "correct horse";', 'const password = "<secret-1>";'],
    ["password: 'letmein',", "password: '<secret-1>',"],
    ['"admin_password": "open sesame"', '"admin_password": "<secret-1>"'],
    ["  password: correct horse battery staple", "  password: <secret-1>"],
    ["spring.datasource.password=swordfish", "spring.datasource.password=<secret-1>"],
    ["DB_PASSWORD=swordfish", "DB_PASSWORD=<secret-1>"],
    ["passphrase = over hills away", "passphrase = <secret-1>"],
  ])("%s", (line, expected) => check(`a: 1\n${line}\nb: 2\n`, `a: 1\n${expected}\nb: 2\n`));
});

describe("half of a secret is cut while it is being typed:", () => {
  const isMarked = (secret: string): boolean =>
    /^(?:AKIA|gh[pu]_|github|glpat|xoxb|sk[-_]|hf_|AIza|npm_|pypi|SG\.|dop_|shpat|hvs|dapi|AGE)/.test(secret);
  const marked = canaries(1).filter(({ secret }) => isMarked(secret));
  test("most marks of issuers are tried", () => expect(marked.length).toBeGreaterThan(16));
  test.each(marked.map(({ kind }) => kind))("%s", (kind) => {
    for (let seed = 1; seed <= 20; seed++) {
      const { secret = "", line = "" } = canaries(seed).find((canary) => canary.kind === kind) ?? {};
      const mark =
        /^(?:AGE-SECRET-KEY-1|sk-(?:proj|ant)-|github_pat_|pypi-Ag|dop_v1_|[a-z]+_live_|[A-Z]{2}[A-Za-z]{2}|[A-Za-z]+[-_.])/i.exec(
          secret,
        )?.[0] ?? "";
      const typed = line.slice(0, line.indexOf(secret)) + secret.slice(0, mark.length + 14);
      const { text } = redactText(`const a = 1;\n${typed}`, new SecretNames());
      expect(text, typed).not.toContain(secret.slice(mark.length, mark.length + 14));
    }
  });
  test.each([
    ['password: "ab12cd!', 'password: "<secret-1>'],
    ["db.password = 'Tr0ub4dor", "db.password = '<secret-1>"],
    ['apiKey: "q8Zk29xQ7pLm41', 'apiKey: "<secret-1>'],
  ])("%s", (line, expected) => check(`f(1);\n${line}`, `f(1);\n${expected}`));
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
    'password: "Enter your password",',
    'password: "Kennwort",',
    "password: string",
    "password: varchar(40)",
    "self.password = password",
    "password = get_password()",
    "password = _ffi.NULL",
    "passwordHint: 'the name of my first dog',",
    'type: "password"',
    '"PWD": "/home/ann/project"',
    ".sk-fading-circle { margin: 0 }",
    "npm_config_registry=local",
    "import { hf_hub_download } from hub",
    'metadata.hooks.fancy-pypi-readme.fragments = "a"',
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

test("an unfinished key in one line is cut too", () =>
  check(
    'key = "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\nBKcwgg";\nf(1);',
    'key = "<secret-1>\nf(1);',
  ));

describe("text that opens keys without end", () => {
  const opening = `-----BEGIN PRIVATE KEY-----`;
  test.each([
    ["in one line", opening],
    ["in lines", `${opening}\n`],
    ["with a line that could be a key's up to its last character", `${opening}\n${"+".repeat(19_000)}!\n`],
    ["and half-ends them", `${opening}\n-----END\n`],
    ["of another kind", "PuTTY-User-Key-File-2: x\n"],
  ])("is looked through and cut: %s", (_name, piece) => {
    const text = piece.repeat(Math.ceil(2e6 / piece.length));
    const redacted = redactText(text, new SecretNames());
    expect(redacted.text).toContain("<secret-1>");
    expect(redacted.restore(redacted.text)).toBe(text);
  });
});
