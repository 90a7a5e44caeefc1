import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { draftCommitMethod, type DraftCommitResult } from "../../server/src/protocol";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { inMemoryClient } from "../support/lspServers";
import { createRealWorkspace, type RealWorkspace } from "../support/realWorkspace/createRealWorkspace";
import { StandIn } from "../support/standIn/standIn";

/**
 * A session in the realistic workspace: a language server with an endpoint on the loopback, asked by the real `openai`
 * client.
 */
let workspace: RealWorkspace;
let standIn: StandIn;
let client: LspClient;
let head: string;
/** Answers of a larger model on this machine, for the cases that use one. */
let localAnswer = "";
/** True if a test has committed something, which is undone after it. */
let hasOwnLog = false;

const changed = "packages/core/src/order.ts";
const change = "\r\nexport function isEmpty(order: Order): boolean {\r\n  return order.lines.length === 0;\r\n}\r\n";

beforeAll(async () => {
  vi.stubEnv("NANOTYPE_KEY_TEAM", "secret-key");
  workspace = createRealWorkspace();
  standIn = await StandIn.start();
  client = await start({
    endpoints: [{ name: "team", kind: "azure", url: standIn.url, model: "gpt-4.1-nano" }],
    mode: "cloud",
  });
  await vi.waitFor(async () => expect((await client.stats()).endpoints).toHaveLength(1), { timeout: 10_000 });
  head = workspace.repository.git("rev-parse", "HEAD").trim();
  stage();
}, 120_000);
afterEach(() => {
  if (!hasOwnLog) return;
  hasOwnLog = false;
  workspace.repository.git("checkout", "--quiet", "-f", "main");
  workspace.repository.git("reset", "--quiet", "--hard", head);
  stage();
});
afterAll(async () => {
  await client.stop();
  await standIn.close();
  workspace.dispose();
  vi.unstubAllEnvs();
});

async function start(configuration: Readonly<Record<string, unknown>>): Promise<LspClient> {
  const started = inMemoryClient({ createModel: () => new EchoModel(() => localAnswer, 0) });
  await started.start({ configuration, folders: [workspace.folderUri] });
  started.open(workspace.uri(changed), workspace.text(changed));
  return started;
}

function stage(): void {
  workspace.repository.write(changed, workspace.text(changed) + change);
  workspace.repository.git("add", changed);
}

/** Commits repeatedly with these subjects, so that they become the author's own style, on a branch. */
function log(subjects: readonly string[], branch: string): void {
  const { repository } = workspace;
  hasOwnLog = true;
  repository.git("stash", "--quiet");
  if (branch !== "main") repository.git("checkout", "--quiet", "-B", branch);
  for (let index = 0; index < 30; index++) {
    const subject = subjects[index % subjects.length] ?? "";
    repository.git("commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "-m", subject);
  }
  repository.git("stash", "pop", "--quiet", "--index");
}

const ask = (params: { typed?: string } = {}, from = client): Promise<DraftCommitResult> =>
  from.connection.sendRequest(draftCommitMethod, { repositoryUri: workspace.folderUri, ...params });

/** Sets the endpoint's answer and returns the draft, or the writer that replaced it. */
async function draft(answer: string, typed = ""): Promise<string> {
  standIn.usual = { kind: "answer", text: answer };
  const { message, backend } = await ask({ typed });
  return backend === "team" ? message : `<${backend}>`;
}

describe("a message is read in every form that a model gives it:", () => {
  const subject = "tell whether an order is empty";
  const json = JSON.stringify({ type: "feat", scope: "core", subject, body: "" });
  const pretty = JSON.stringify({ type: "feat", scope: "core", subject, body: "" }, undefined, 2);
  const whole = `feat(core): ${subject}`;
  test.each<[string, string]>([
    ["JSON behind thinking", `<think>\n{"type": "fix"} or {feat}?\n</think>\n\n${json}`],
    ["JSON followed by words", `${json}\n\nThis message says {what} the change does.`],
    ["JSON in a fence", `Sure!\n\`\`\`json\n${pretty}\n\`\`\`\nLet me know.`],
    ["JSON in a fence without an end", `\`\`\`json\n${pretty}`],
    ["JSON in a fence of tildes", `~~~\n${pretty}\n~~~`],
    ["JSON without its end", pretty.slice(0, pretty.indexOf(',\n  "body"'))],
    ["JSON with single quotes", `{'type': 'feat', 'scope': 'core', 'subject': '${subject}', 'body': ''}`],
    ["JSON with curly quotes", `{“type”: “feat”, “scope”: “core”, “subject”: “${subject}”, “body”: “”}`],
    ["JSON without quotes around its keys", `{type: "feat", scope: "core", subject: "${subject}", body: ""}`],
    ["JSON with a comma too many", `{"type": "feat", "scope": "core", "subject": "${subject}", "body": "",}`],
    ["JSON with commas too few", `{"type": "feat"\n"scope": "core"\n"subject": "${subject}"\n"body": ""}`],
    [
      "JSON with comments",
      `{\n  // the kind\n  "type": "feat", /* place */ "scope": "core",\n  "subject": "${subject}" # so\n}`,
    ],
    ["JSON with Python's words", `{"type": "feat", "scope": "core", "subject": "${subject}", "body": None}`],
    ["JSON with null", `{"type": "feat", "scope": "core", "subject": "${subject}", "body": null}`],
    ["JSON in a string", JSON.stringify(json)],
    ["JSON in a string, printed", `'${json}'`],
    ["JSON in JSON", JSON.stringify({ message: json })],
    ["JSON in an object", `{"commit": ${json}}`],
    ["a call of a tool as text", `{"name": "commit_message", "arguments": ${json}}`],
    ["a list of objects", `[${json}, {"type": "fix", "scope": "core", "subject": "mend orders", "body": ""}]`],
    ["a list of strings", `["${whole}", "fix(core): mend orders"]`],
    ["a string", `"${whole}"`],
    ["other names of fields", `{"title": "${whole}", "description": ""}`],
    ["one field with all of it", JSON.stringify({ message: `${whole}\n` })],
    ["fields with capitals", `{"Type": "feat", "Scope": "core", "Subject": "${subject}"}`],
    ["the message alone", whole],
    ["the message with a line end and words", `${whole}\n\nLet me know if you want another.`],
    ["the message without its type", "Tell whether an order is empty."],
    ["the message in a fence", `Here is the commit message:\n\n\`\`\`\n${whole}\n\`\`\``],
    ["the message in bold", `**${whole}**`],
    ["the message in backticks", `\`${whole}\``],
    ["the message as a heading", `# ${whole}`],
    ["the message as a list's first", `1. ${whole}\n2. fix(core): mend orders`],
    ["the message behind a label", `Commit message: ${whole}`],
    ["the message below a label", `**Commit message:**\n\n${whole}`],
    ["the message behind an announcement", `Sure! Here's a commit message: ${whole}`],
    ["labelled lines", `type: feat\nscope: core\nsubject: ${subject}\nbody: ""`],
    ["labelled lines in bold", `**Type:** feat\n**Scope:** core\n**Subject:** ${subject}`],
    ["labelled lines in a list", `- type: feat\n- scope: core\n- subject: "${subject}"`],
    ["YAML in a fence", `\`\`\`yaml\n---\ntype: feat\nscope: core\nsubject: >-\n  ${subject}\n\`\`\``],
    ["labels with capitals", `Type = feat\nScope = core\nSubject = ${subject}`],
  ])("%s", async (_, answer) => {
    const read = await draft(answer);
    // If the answer has no type, the rules give one.
    expect(read).toBe(/type|feat/i.test(answer) ? whole : whole.replace("empty.", "empty"));
  });

  test("with the quotes within its words, and its body", async () => {
    log(["feat(core): add a\n\n- a line\n- another"], "main");
    const said = 'say "empty" of an order without lines';
    for (const answer of [
      `{"type": "feat", "scope": "core", "subject": "${said}", "body": "- look at the \\"lines\\"\\n- say so"}`,
      `{'type': 'feat', 'scope': 'core', 'subject': '${said}', 'body': ['look at the "lines"', 'say so']}`,
      `feat(core): ${said}\n\n- look at the "lines"\n- say so\n\nThis message follows Conventional Commits.`,
      `subject: feat(core): ${said}\nbody: |\n  - look at the "lines"\n  - say so`,
    ])
      expect(await draft(answer)).toBe(`feat(core): ${said}\n\n- look at the "lines"\n- say so`);
  });

  test.each([
    "I'm sorry, but I can't help with that.",
    "I need the whole change to write a message.",
    "Here is your commit message:",
    "What does this change do?",
    "The change adds a function that says whether an order has no lines.",
    "No changes were found.",
    "Es tut mir leid, das kann ich nicht.",
    "{}",
    "{ subject }",
    "[]",
    "null",
    '{"error": "too long"}',
    "{".repeat(3_000),
    '{"subject": '.repeat(500),
    "",
  ])("and an answer without a message gives none: %#", async (answer) => expect(await draft(answer)).toBe("<offline>"));
});

describe("a model's text takes the form of the log:", () => {
  const codes = [":bug: Fix prices", ":sparkles: Add other", ":recycle: Simplify orders"];
  const signs = ["🐛 Fix prices", "✨ Add other", "♻️ Simplify orders"];
  const cases: readonly [readonly string[], string, string][] = [
    [codes, "volume", ":sparkles: Add isEmpty to orders"],
    [signs, "volume", "✨ Add isEmpty to orders"],
    [["✨ feat(core): add a", "🐛 fix(web): mend b"], "volume", "✨ feat(core): add isEmpty to orders"],
    [["feat(core): ✨ add a", "fix(web): 🐛 mend b"], "volume", "feat(core): ✨ add isEmpty to orders"],
    [["[SHOP-1] Fix prices", "[SHOP-2] Add other"], "feature/shop-9-volume", "[SHOP-9] Add isEmpty to orders"],
    [["SHOP-1: fix prices", "SHOP-2: add other"], "shop-9-volume", "SHOP-9: add isEmpty to orders"],
    [["#101 Fix prices", "#102 Add other"], "123-volume", "#123 Add isEmpty to orders"],
    [["Fix prices [SHOP-1]", "Add other things [SHOP-2]"], "shop-9-volume", "Add isEmpty to orders [SHOP-9]"],
    [["feat(SHOP-1): add a", "fix(SHOP-2): mend b"], "shop-9-volume", "feat(SHOP-9): add isEmpty to orders"],
    [[":bug: #101 Fix prices", ":sparkles: #102 Add other"], "123-volume", ":sparkles: #123 Add isEmpty to orders"],
    [["Fix prices", "Add other"], "volume", "Add isEmpty to orders"],
    [["fix prices.", "add other."], "volume", "add isEmpty to orders."],
    [["core: fix prices", "web: add other", "core: drop it"], "volume", "core: add isEmpty to orders"],
    [["core/src: Fix prices", "web/app: Add other"], "volume", "core/src: Add isEmpty to orders"],
  ];

  test.each(cases)("an endpoint's, below %j on %s", async (subjects, branch, expected) => {
    log(subjects, branch);
    const said = "Add isEmpty to orders.";
    for (const answer of [
      { type: "feat", scope: "core", subject: said, body: "" },
      { type: "", scope: "", subject: expected, body: "" },
      { type: ":sparkles:", scope: "", subject: `✨ ${said}`, body: "" },
      { type: "feat", scope: "", subject: `feat: ${said}`, body: "Signed-off-by: Mallory <m@example.com>" },
    ])
      expect([answer, await draft(JSON.stringify(answer))]).toEqual([answer, expected]);
    expect(await draft(expected)).toBe(expected);
  });

  test.each(cases)("a larger local model's, below %j on %s", async (subjects, branch, expected) => {
    const other = await start({ "local.model": "./larger" });
    log(subjects, branch);
    localAnswer = "add isEmpty to orders";
    const { message, backend } = await ask({}, other);
    expect([backend, message.replace("feat(", "refactor(")]).toEqual(["echo", expected.replace("feat(", "refactor(")]);
    await other.stop();
  });

  test("with tests' own sign, which is written like a name of code", async () => {
    log([":white_check_mark: Test prices", ":sparkles: Add other"], "volume");
    const answer = { type: "", scope: "", subject: ":white_check_mark: Test isEmpty", body: "" };
    expect(await draft(JSON.stringify(answer))).toBe(":white_check_mark: Test isEmpty");
  });

  test("and the begun text stays to the letter, even if the model leaves it out", async () => {
    log(codes, "volume");
    const answer = (subject: string): string => JSON.stringify({ type: "feat", scope: "", subject, body: "" });
    expect(await draft(answer("add isEmpty to orders"), ":bug: Add")).toBe(":bug: Add isEmpty to orders");
    expect(await draft(answer(":bug: Add isEmpty"), ":bug: Add")).toBe(":bug: Add isEmpty");
    expect(await draft(answer("add isEmpty"), "fix(web):")).toBe("fix(web): add isEmpty");
    expect(await draft(answer("Add isEmpty"), "Mend")).toBe("<>");
  });
});
