import { expect, test } from "vitest";
import type { SessionEvent } from "../../../server/src/replay/sessionEvent";
import { SessionMask } from "../../../server/src/replay/sessionMask";
import { runSteps } from "../../../server/src/safety/secrets/steps";
import { canaries } from "../../support/canaries";
import { unseenForms } from "../../support/unseenForms";

const [, , { secret }] = canaries(1);
const line = `const token = "${secret}";`;

function maskSession(events: readonly SessionEvent[]): SessionEvent[] {
  const mask = new SessionMask();
  for (const event of events) runSteps(mask.follow(event));
  return runSteps(mask.masked());
}

/** A document in which a text is typed key by key. */
function typing(text: string): SessionEvent[] {
  const keys = Array.from({ length: text.length }, (_, index): SessionEvent => {
    return { kind: "edit", atMs: index, document: 1, start: index, end: index, text: text.charAt(index) };
  });
  return [{ kind: "open", atMs: 0, document: 1, path: "a.ts", languageId: "typescript", text: "" }, ...keys];
}

const textOf = (events: readonly SessionEvent[]): string =>
  events.map((event) => (event.kind === "edit" ? event.text : "")).join("");

test("a secret that was typed key by key is masked in every key of it, and every offset stays", () => {
  const masked = maskSession(typing(`${line}\nnext();`));
  expect(textOf(masked)).toHaveLength(line.length + 8);
  expect(textOf(masked)).toMatch(/^const token = "[\w-]{0,6}x{20,}";\nnext\(\);$/);
});

test("a secret stays masked in the keys of it after it was deleted", () => {
  const gone: SessionEvent = { kind: "edit", atMs: 99, document: 1, start: 0, end: line.length, text: "" };
  expect(textOf(maskSession([...typing(line), gone]))).not.toContain(secret.slice(8));
});

test("no secret comes through models, suggestions, selected entries or errors", () => {
  const masked = maskSession([
    ...typing(`${line}\nconst again = `),
    { kind: "ask", atMs: 200, request: 1, document: 1, offset: line.length + 15, trigger: "automatic", latencyMs: 1 },
    { kind: "stream", atMs: 200, stream: 1, document: 1, version: 1, priority: "keystroke", candidateCount: 1 },
    ...[`"${secret.slice(0, 9)}`, `${secret.slice(9)}";`].map((text): SessionEvent => {
      return { kind: "chunk", atMs: 201, stream: 1, chunk: { candidate: 0, text, tokenCount: 1 } };
    }),
    { kind: "end", atMs: 202, stream: 1, error: { kind: "badResponse", message: secret } },
    { kind: "answer", atMs: 203, request: 1, items: [{ text: `"${secret}";`, start: 0, end: 0 }] },
  ]);
  expect(JSON.stringify(masked)).not.toContain(secret.slice(9));
  expect(masked.at(-1)).toMatchObject({ isWithheld: true, items: [{ text: "" }] });
});

test("everything else is kept as it is", () => {
  const events: SessionEvent[] = [
    ...typing("const total = 1;\n"),
    { kind: "ask", atMs: 200, request: 1, document: 1, offset: 17, trigger: "automatic", latencyMs: 1 },
    { kind: "answer", atMs: 203, request: 1, items: [{ text: "return total;", start: 17, end: 17 }] },
  ];
  expect(maskSession(events)).toEqual(events);
});

/** Characters of a key; made here, since no file of the project may hold anything like one. */
const keyLines = (count: number): string[] =>
  Array.from({ length: count }, (_, line) =>
    Array.from({ length: 64 }, (_, at) => "BCDFGHJKLMNPQRSTVWXZ".charAt((line * 7 + at * at) % 20)).join(""),
  );
const keyBlocks = [
  ...(["third", "fourth", "fifth"] as const)
    .flatMap((set) => unseenForms(set, 1).tokens)
    .filter(({ kind }) => ["pem", "putty", "gpg", "ssh2", "pkcs8"].includes(kind)),
  {
    kind: "ansible vault",
    secrets: [keyLines(3)[1]],
    text: `$ANSIBLE_VAULT;1.1;AES256\n${keyLines(3).join("\n")}\n`,
  },
  {
    kind: "openvpn",
    secrets: [keyLines(3)[1]],
    text: `-----BEGIN OpenVPN Static key V1-----\n${keyLines(3).join("\n")}\n-----END OpenVPN Static key V1-----\n`,
  },
];

test.each(keyBlocks)("a private key that was pasted as an edit is masked: $kind", ({ text, secrets }) => {
  const pasted: SessionEvent = { kind: "edit", atMs: 1, document: 1, start: 0, end: 0, text };
  const masked = textOf(maskSession([...typing("").slice(0, 1), pasted]));
  expect(masked).toHaveLength(text.length);
  for (const secret of secrets) expect(masked).not.toContain(secret);
});

test("nothing of a forgotten document is left, also of what was under way", () => {
  const mask = new SessionMask();
  const other: SessionEvent = { kind: "open", atMs: 1, document: 2, path: "b.ts", languageId: "typescript", text: "b" };
  for (const event of [...typing("const total = 1;"), other]) runSteps(mask.follow(event));
  runSteps(mask.follow({ kind: "ask", atMs: 2, request: 1, document: 1, offset: 3, trigger: "invoked", latencyMs: 1 }));
  runSteps(
    mask.follow({
      ...{ kind: "stream", atMs: 2, stream: 1, document: 1, version: 1, priority: "keystroke", candidateCount: 1 },
    }),
  );
  mask.forget(1);
  runSteps(mask.follow({ kind: "chunk", atMs: 3, stream: 1, chunk: { candidate: 0, text: "total", tokenCount: 1 } }));
  runSteps(mask.follow({ kind: "answer", atMs: 4, request: 1, items: [{ text: "total", start: 3, end: 3 }] }));
  expect(runSteps(mask.masked())).toEqual([other]);
});
