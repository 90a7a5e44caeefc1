import { describe, expect, test } from "vitest";
import { chatMessages, promptTags } from "../../../../server/src/model/prompt/chat";
import { completionRequest } from "../../../support/standIn/cloudFixture";
import { accepted, check } from "./check";

const body = "function f(a) {\n  █\n}\n";
const done = "function f(a) {\n  ├return a;┤\n}\n";

describe("an end token is cut off:", () => {
  test.each(
    [
      "</s> <s> <pad> <unk> <eos> <bos> <|EOT|> <|END_OF_TURN_TOKEN|> </fim_middle> <fim_sep> <|endoftext|> <|im_end|>",
      "<|file_sep|> <|fim_pad|> <｜end▁of▁sentence｜> [/INST] <end_of_turn> <|eot_id|> <|eom_id|> <|end|> <|return|>",
      "<|end_of_text|> <|endofprompt|> <|assistant|> <|User|> <start_of_turn> <end_of_utterance> <EOT> <EOS> <MASK>",
      "<eod> <sep> <cls> <mask_1> <extra_id_0> <unused99> <0x0A> <|tool_call|> <|endofturn|> [|endofturn|] [end_of_turn]",
      "[EOS] [PAD] [SEP] <|/im_end|> <fim-suffix> <eos_token> <jupyter_code> <commit_after> <|SYSTEM|> <|reserved_special_token_5|>",
    ]
      .join(" ")
      .split(" ")
      .filter((token) => token !== "[end_of_turn]"),
  )("%s", (token) => {
    check(body, `return a;${token}`, done);
    check(body, `return a;\n${token}`, done);
    check(body, `return a;${token}${token}\n`, done);
  });
  test.each(["</s>", "<|im_end|>", "<eos>", "</fim_middle>"])("%s, and what follows it", (token) =>
    check(body, `return a;${token}\nfunction g() {}`, done),
  );
  test("behind a name", () => {
    check("return █", "a</s>", "return ├a┤");
    check("return █", "a<eos>", "return ├a┤");
    check("return █", "a<|EOT|>", "return ├a┤", { languageId: "python" });
  });
});

describe("what only looks like an end token stays:", () => {
  test.each<[string, string, string]>([
    ["html", "<p>█</p>", "<s>old</s>"],
    ["html", "<p>█</p>", "<pre>a</pre>"],
    ["typescriptreact", "const a = <p>█</p>;", "<s>old</s>"],
    ["rust", "let a: █", "Vec<s>"],
    ["cpp", "std::vector█", "<pad> a = b"],
    ["typescript", "const a = █", "Map<string, s>"],
    ["typescript", "const a = new Map█", "<s, t>()"],
    ["typescript", "const a = █", "words[PAD]"],
    ["typescript", "const a = █", "[EOS].length"],
    ["fsharp", "let a = █", "f <| x |> g"],
    ["typescript", 'const html = "█";', "<s>old</s> price"],
    ["xml", "<a>█</a>", "<file path='x'>y</file>"],
  ])("%s: %s ← %s", (languageId, fixture, text) =>
    expect(accepted(fixture, text, { languageId })).toContain(`├${text}┤`),
  );
  test("a token that the document holds", () =>
    check('const end = "</s>";\ncut(█);', 'text, "</s>"', 'const end = "</s>";\ncut(├text, "</s>"┤);'));
});

describe("our own prompt never comes back:", () => {
  test("every tag of a request is known", () => {
    const { prompt } = completionRequest("a█b");
    const snippets = [{ kind: "similar" as const, path: prompt.path, text: prompt.prefix }];
    const layout = chatMessages({ ...prompt, snippets }, "line").at(-1)?.content ?? "";
    const used = new Set(Array.from(layout.matchAll(/<\/?(\w+)/g), ([, name]) => name));
    expect([...used].sort()).toEqual([...promptTags].sort());
    expect(promptTags).toContain("before");
  });
  test.each(promptTags)("</%s>", (name) => {
    check(body, `return a;</${name}>`, done);
    check(body, `return a;\n</${name}>\nMore.`, done);
    expect(accepted(body, `<${name}>\n}\n</${name}>`)).toMatch(/^dropped by|├┤/);
  });
  test("the line that says how much is wanted", () => {
    check(body, "return a;</before>\nWant: block", done);
    check(body, "return a;\nWant: line", done);
  });
  test.each([
    "<COMPLETION>return a;</COMPLETION>",
    "<completion>\nreturn a;\n</completion>",
    "<answer>return a;</answer>",
    "<code>return a;</code>",
    "<COMPLETION>return a;",
    "return a;</COMPLETION>",
    "return a;</answer>\nThis returns a.",
    "return a;<CURSOR>",
    "return a;<caret/>",
    "return a;[CURSOR]",
    "return a;{{CURSOR}}",
    "return a;█",
    "return a;<FILL_HERE>",
    "`return a;`",
    "``return a;``",
    "`return a;`\n",
  ])("%s", (text) => check(body, text, done));
  test("elements of the document's own kind stay", () => {
    check("<p>█</p>", "<code>a</code>", "<p>├<code>a</code>┤</p>", { languageId: "html" });
    check("<a>█</a>", "<before>x</before>", "<a>├<before>x</before>┤</a>", { languageId: "xml" });
  });
  test("a template string stays", () => {
    check("const a = █;", "`hello`", "const a = ├`hello`┤;");
    check("f(█)", "`${b}`", "f(├`${b}`┤)");
    check("x := █", "`raw`", "x := ├`raw`┤", { languageId: "go" });
  });
});

describe("sentences are not offered in code:", () => {
  test.each([
    "I'm sorry, but I can't assist with that request.",
    "It looks like you want to complete the function.",
    "(nothing)",
    "(No completion needed)",
    "[nothing]",
    "Nothing.",
    "No completion needed",
    "...",
    "…",
    "// ... existing code ...",
    "There is no code that belongs here.",
    "Es tut mir leid, das kann ich nicht.",
    "Voici le code :",
  ])("%s", (text) => expect(accepted(body, text)).toMatch(/^dropped by talk|├┤/));
  test.each([
    "return a;\n\nThis function returns its parameter.",
    "return a;\nI hope this helps!",
    "// ... existing code ...\nreturn a;",
    "return a;\n// ... rest of the code ...",
    "Here is the code:\nreturn a;",
  ])("%s", (text) => check(body, text, text.startsWith("Here") ? "dropped by talk" : done));
  test.each<[string, string, string]>([
    ["python", "def f(a):\n    █", "..."],
    ["python", "x = █", "nothing"],
    ["julia", "x = █", "nothing"],
    ["ruby", "█", "puts name unless silent"],
    ["sql", "█", "SELECT name FROM orders WHERE paid = true"],
    ["yaml", "description: █", "Runs all of the tests on every push."],
    ["typescript", "// █", "Here is what the price is made of."],
    ["typescript", 'throw new Error("█");', "I'm sorry, but that is not known."],
    ["markdown", "# Shop\n\n█", "Here is how you install it."],
    ["html", "<p>█</p>", "Sure, we are open on Sundays."],
    ["typescriptreact", "return <p>█</p>;", "Sorry, there is nothing here."],
  ])("%s: %s ← “%s” stays", (languageId, fixture, text) =>
    expect(accepted(fixture, text, { languageId })).toContain(`├${text}┤`),
  );
});
