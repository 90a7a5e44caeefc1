// Own folder: a document in memory; an endpoint's answers are judged, no folder is read.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { patiently } from "../support/patiently";
import { StandIn } from "../support/standIn/standIn";

const use = usingClients();
let standIn: StandIn;
beforeEach(async () => {
  standIn = await StandIn.start();
  vi.stubEnv("NANOTYPE_KEY_BOX", "secret-key");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn.close();
});

const fence = "```ts\nreturn a;\n```";
/** Answers of a chat model where `return a;` belongs; `undefined` if an answer has no code for us. */
const answers: readonly [reply: string, code: string | undefined][] = [
  ["<think>\n\n</think>\n\nreturn a;", "return a;"],
  ["<think>x</think>return a;", "return a;"],
  ["<thinking>x</thinking>\nreturn a;", "return a;"],
  ["<think>I wonder what belongs", undefined],
  ["Okay, the user wants the body.\n</think>\n\nreturn a;", "return a;"],
  ["return a;<|EOT|>", "return a;"],
  ["return a;</s>", "return a;"],
  ["return a;</fim_middle>", "return a;"],
  ["return a;<|END_OF_TURN_TOKEN|>", "return a;"],
  ["return a;<s>", "return a;"],
  ["return a;<fim_sep>", "return a;"],
  ["return a;</before>\nWant: block", "return a;"],
  ["<after>\n}\n</after>", undefined],
  ["<COMPLETION>return a;</COMPLETION>", "return a;"],
  ["return a;\n</file>", "return a;"],
  ["return a;<CURSOR>", "return a;"],
  ["`return a;`", "return a;"],
  ["I'm sorry, but I can't assist with that request.", undefined],
  [`Sure! Here is the code:\n\n${fence}`, "return a;"],
  [`Hier ist der Code:\n${fence}\nViel Erfolg!`, "return a;"],
  ["It looks like you want to complete the function.", undefined],
  ["// ... existing code ...\nreturn a;", "return a;"],
  ["(nothing)", undefined],
  ["...", undefined],
];

describe.each([
  ["automatic", false],
  ["explicit", true],
])("on %s requests only the code of a chat model's answer is offered", (_name, isInvoked) => {
  test.each(answers)("%s", async (reply, code) => {
    standIn.usual = { kind: "answer", text: reply };
    const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "") }));
    const endpoints = [{ name: "box", kind: "openai", url: standIn.url, model: "gpt-4.1-nano" }];
    await client.start({ configuration: { mode: "cloud", endpoints } });
    const uri = "file:///work/a.ts";
    const head = "function f1(a) {\n  ";
    client.open(uri, `${head}\n}\n`);
    await patiently(async () => expect((await client.stats()).endpoints).toHaveLength(1));
    const items = await client.complete(uri, head.length, { isInvoked });
    expect(items.map(({ insertText }) => insertText)).toEqual(code === undefined ? [] : [code]);
    expect(standIn.requests.length).toBeGreaterThan(0);
    // Kept parts of it are offered later, and are the same.
    const again = await client.complete(uri, head.length);
    for (const { insertText } of again) expect(insertText).toBe(code);
  });
});
