import { describe, expect, test } from "vitest";
import { riskyForms } from "../../../server/src/completion/risk/riskyForms";
import type { InlineAnswer, InlineRequest } from "../../../server/src/completion/inlineCompletion";
import { canaries } from "../../support/canaries";
import { PipelineEditor } from "../../support/pipeline";

const keys = canaries(7).filter(({ line }) => !line.includes("\n"));

test.each(riskyForms)("the form $form meets $met and misses $missed", ({ form, met, missed }) => {
  expect([...met.matchAll(form)]).toHaveLength(1);
  expect([...missed.matchAll(form)]).toHaveLength(0);
});

/** The answer to a request where the model would write `reply`, and the document after accepting it. */
async function ask(
  fixture: string,
  reply: string,
  request: Partial<InlineRequest> = {},
  languageId = "typescript",
): Promise<{ answer: InlineAnswer; accepted: string | undefined }> {
  const editor = new PipelineEditor(fixture, languageId);
  editor.backend.answers = `${reply}\n`;
  const answer = await editor.ask(request).answer;
  return { answer, accepted: editor.accepted(answer) };
}

describe.each([
  ["a form of code", "typescript", "const agent = new Agent(█\n", "{ rejectUnauthorized: false });", /certificates/],
  ["its second half", "python", "page = requests.get(url, verify=█)\n", "False", /certificates/],
  ["a line of it", "go", "client.TLS = █\n", "&tls.Config{InsecureSkipVerify: true}", /certificates/],
  ["a shell command of strings", "python", "    os.█\n", 'system(f"rm -r {folder}")', /shell/],
  ["the string in it", "typescript", "execSync(`rm -r █`);\n", "${folder}", /shell/],
  ["a password", "typescript", "const password = █\n", '"k3yi4ytd";', /password or key/],
])("of %s (%s)", (_name, languageId, fixture, reply, reason) => {
  test("nothing is offered automatically, and the reason is said", async () => {
    const { answer } = await ask(fixture, reply, {}, languageId);
    expect(answer.items).toEqual([]);
    const { summary, verdict } = answer.trace.explanation();
    expect(summary).toMatch(reason);
    expect(verdict).toEqual({ kind: "risky" });
  });
  test("a request by key gets it", async () => {
    const { accepted } = await ask(fixture, reply, { trigger: "invoked" }, languageId);
    expect(accepted).toContain(reply.slice(0, 5));
  });
});

test("no key of any kind is offered automatically", async () => {
  const offered: string[] = [];
  for (const { kind, line, secret } of keys) {
    const { answer } = await ask("const a = 1;\n█\n", line);
    if (answer.items.some(({ insertText }) => insertText.includes(secret))) offered.push(kind);
  }
  expect(keys.length).toBeGreaterThan(30);
  expect(offered).toEqual([]);
});

test.each([
  ["typed by the user", "page = requests.get(url, verify=False, █\n", "timeout=3)", "python"],
  ["begun by the user", 'os.system(f"█\n', 'rm {name}")', "python"],
  ["harmless", "const agent = new Agent(█\n", "{ rejectUnauthorized: true });", "typescript"],
])("what is %s is offered", async (_name, fixture, reply, languageId) => {
  const { accepted } = await ask(fixture, reply, {}, languageId);
  expect(accepted).toContain(reply);
});

test("a key that the document holds already is offered again in it", async () => {
  const editor = new PipelineEditor(`const token = "${keys[2].secret}";\nlogin(█\n`);
  editor.backend.answers = '"<secret-1>");\n';
  expect(editor.accepted(await editor.ask().answer)).toContain(keys[2].secret);
});
