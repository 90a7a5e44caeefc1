import { describe, test } from "vitest";
import { check } from "./check";

describe("tokens of a prompt", () => {
  test.each([
    "<|endoftext|>",
    "<|fim_suffix|>",
    "<fim_middle>",
    "<fim-prefix>",
    "<｜fim▁end｜>",
    " <EOT>",
    "<|im_end|>",
    "<file_sep>",
    "[SUFFIX]",
    "[/INST]",
    "<end_of_turn>",
    "<secret-12>",
  ])("%s ends the text", (token) => check("a = █", `b;${token}c`, "a = ├b;┤"));
  test("are content where the document speaks of them", () =>
    check('const end = "<EOT>";\nstop(█)', '"<EOT>"', 'const end = "<EOT>";\nstop(├"<EOT>"┤)'));
  test("are not what a program's usage says", () =>
    check('print("█")', "usage: cat <filename>", 'print("├usage: cat <filename>┤")'));
  test("of a file's name end the text at the start of a line", () =>
    check("a();\n█", "b();\n<filename>c.ts\nd();", "a();\n├b();┤"));
  test("are not old tags", () => check("<p>█", "<PRE>a</PRE></p>", "<p>├<PRE>a</PRE></p>┤", { languageId: "html" }));
  test("are not markup", () => check("<p>█</p>", "<s>old</s>", "<p>├<s>old</s>┤</p>", { languageId: "html" }));
});

describe("Markdown fences", () => {
  test("are taken off", () => check("█", "```ts\nlet a = 1;\n```", "├let a = 1;┤"));
  test("are taken off when they never close", () => check("█", "  ```\nlet a = 1;", "├let a = 1;┤"));
  test("take what the model says behind them along", () => check("█", "```\na();\n```\nThis calls a.", "├a();┤"));
  test("at the end are removed", () => check("█", "a();\n```", "├a();┤"));
  test("within a line are content", () => check("█", "```ts\na(); // ```", "├a(); // ```┤"));
  test("are content in Markdown", () =>
    check("# Use\n\n█\n", "```sh\nnpm ci\n```", "# Use\n\n├```sh\nnpm ci\n```┤\n", { languageId: "markdown" }));
});

describe("characters nobody sees", () => {
  test("are removed", () => check("a = █", "\u200bb\u0000\u0007;\ufeff", "a = ├b;┤"));
  test("that join emoji stay", () => check('a = "█"', "👩\u200d💻", 'a = "├👩\u200d💻┤"'));
  test("that turn text around are refused", () => check("a = █", '"\u202eb";', "dropped by controlCharacters"));
  test("in which text can be hidden are removed", () => {
    const hidden = Array.from("rm -rf", (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join("");
    check("a = █", `b${hidden}c\u{e0101};\u3164`, "a = ├bc;┤");
  });
  test("that make two names look alike are removed", () =>
    check("a = █", "to\u200dtal + su\u200cm", "a = ├total + sum┤"));
  test("halves of a pair are removed", () => check('a = "█"', "b\ud83d", 'a = "├b┤"'));
  test("an incomplete character ends the text", () => check('a = "█"', "b\ufffd\ufffd c", 'a = "├b┤"'));
});

describe("an echo of the text before the caret", () => {
  test("is taken off", () => check("const total = █", "const total = a + b;", "const total = ├a + b;┤"));
  test("of several lines is taken off", () =>
    check("f(a);\nif (b) {\n  █", "f(a);\nif (b) {\n  c();", "f(a);\nif (b) {\n  ├c();┤"));
  test("of the line above is refused", () =>
    check("import a from 'a';\n█\n", "import a from 'a';", "dropped by repeatedPrefix"));
  test("is meant where the document does it", () =>
    check("hello();\nhello();\n█", "hello();", "hello();\nhello();\n├hello();┤"));
});
