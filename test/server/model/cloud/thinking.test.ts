import { describe, expect, test } from "vitest";
import { AnswerText } from "../../../../server/src/model/cloud/answerText";
import { completionRequest } from "../../../support/standIn/cloudFixture";

interface Given {
  readonly document?: string;
  readonly languageId?: string;
  readonly isInside?: boolean;
}

/** Feeds `answer` whole, by pieces and character by character; each way must give `expected`. */
function check(answer: string, expected: string, given: Given = {}): void {
  const { document = "function f(a) {\n  █\n}\n", languageId = "typescript", isInside = false } = given;
  const { prompt } = completionRequest(document);
  for (const pieces of [[answer], answer.match(/[^]{1,7}/gu) ?? [], Array.from(answer)]) {
    const text = new AnswerText({ prompt: { ...prompt, languageId }, isInside });
    const chunks = pieces.map((piece) => text.clean({ candidate: 0, text: piece, tokenCount: 1 }));
    const last = text.clean({ candidate: 0, text: "", tokenCount: 0, finish: "stop" });
    expect([...chunks, last].map((chunk) => chunk.text).join("")).toBe(expected);
  }
}

describe("what a model thinks before it answers is taken out:", () => {
  test.each([
    "<think>\n\n</think>\n\n",
    "<think>Hm, a < b; `</div>`?</think>",
    "\n<think>x</think>\n<think>y</think>\n\n",
    "<thinking>x</thinking>\n",
    "<Thought>x</Thought>\n",
    "<reasoning>x</reasoning>\n",
    "<reflection>x</reflection>",
    "<analysis>x\ny</analysis>\n",
    "<seed:think>x</seed:think>",
    "◁think▷x◁/think▷",
    "[THINK]x[/THINK]",
    "<|begin_of_thought|>x<|end_of_thought|>\n\n",
    "<|START_THINKING|>x<|END_THINKING|>",
    "<|thinking|>x<|/thinking|>",
    "<｜think｜>x<｜/think｜>",
    "<|channel|>analysis<|message|>We need code.<|end|><|start|>assistant<|channel|>final<|message|>",
    "<|channel|>analysis<|message|>x<|end|><|start|>assistant<|channel|>commentary<|message|>y<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>",
    "<|channel|>final<|message|>",
  ])("%s", (thought) => check(`${thought}return a;`, "return a;"));

  test("and the indentation of what follows stays", () =>
    check("<think>x</think>\n\n  a();\n  b();", "  a();\n  b();"));
  test("and an endless thought isn't an answer", () => {
    check("<think>I wonder", "");
    check("<|channel|>analysis<|message|>I wonder", "");
  });
  test("and sentences before a lone end are none of it", () =>
    check("Okay, the user wants the body of f.\nIt returns a.\n</think>\n\nreturn a;", "return a;"));
  test("and where answers are known to begin inside of a thought nothing is said before its end", () => {
    check("a + b\n</think>\n\nreturn a;", "return a;", { isInside: true });
    check("return a;", "return a;", { isInside: true });
  });
  test("and code before a lone end, which has been said already, is followed by nothing", () => {
    const { prompt } = completionRequest("█");
    const text = new AnswerText({ prompt, isInside: false });
    const say = (piece: string): string => text.clean({ candidate: 0, text: piece, tokenCount: 1 }).text;
    expect(say("a();\n")).toBe("a();\n");
    expect(say("</think>b();\n")).toBe("");
    expect(say("c();\n")).toBe("");
    expect(text.hasLoneCloser).toBe(true);
  });
});

describe("what only looks like thinking stays:", () => {
  test("an element that the document has", () =>
    check("<think>old</think>", "<think>old</think>", {
      document: "<p>\n<think>x</think>\n█\n</p>",
      languageId: "html",
    }));
  test("other elements", () => check("<div>a</div>", "<div>a</div>", { document: "<p>█</p>", languageId: "html" }));
  test("comparisons, generics and lists", () => {
    check("a < think && b > c", "a < think && b > c");
    check("Map<string, number>();", "Map<string, number>();");
    check("[THRESHOLD, 1]", "[THRESHOLD, 1]");
    check(" < n; i++", " < n; i++");
  });
});

describe("sentences around code are taken off:", () => {
  const code = "return a;";
  const fenced = "```ts\nreturn a;\n```";
  test.each([
    `Sure! Here is the code:\n\n${fenced}`,
    `Here's the completed function:\n${fenced}\n\nThis returns a.`,
    `The missing text is:\n\n${fenced}`,
    `Certainly!\n\n${fenced}`,
    `Code:\n${fenced}`,
    `Hier ist der vervollständigte Code:\n\n${fenced}`,
    `Voici le code complété :\n\n${fenced}`,
    `Aquí está el código:\n\n${fenced}`,
    `Claro, aquí tienes:\n\n${fenced}`,
    `好的，以下是代码：\n\n${fenced}`,
    `Вот код:\n${fenced}`,
    `Based on the context, the function should return its argument.\n\n${fenced}`,
    `// ... existing code ...\n${code}`,
    `Here is the code:\n\n${code}`,
    `<think>x</think>\nSure, here it is:\n${fenced}`,
  ])("%s", (answer) => check(answer, code));

  test.each([
    "I'm sorry, but I can't assist with that request.",
    "I’m sorry, I cannot help with that.",
    "It looks like you want to complete the function.",
    "As an AI, I don't know.",
    "No completion needed.",
    "Nothing to add here.",
    "There is nothing that belongs at this position.",
    "Es tut mir leid, dabei kann ich nicht helfen.",
    "Je suis désolé, je ne peux pas vous aider.",
    "Lo siento, no puedo ayudarte con eso.",
    "抱歉，我无法完成这个请求。",
    "You can return the parameter here.\nIt is called a.",
  ])("%s isn't an answer", (answer) => check(answer, ""));

  test.each([
    ["python", "return not found"],
    ["python", "from pathlib import Path"],
    ["python", "else:\n    pass"],
    ["sql", "SELECT name FROM customers WHERE id = 1"],
    ["rust", "let me = you;"],
    ["typescript", "This.is(a);"],
    ["typescript", "Here"],
    ["go", "Sure := true"],
    ["shellscript", "echo hello to all of you"],
    ["yaml", "Runs the tests on every push."],
    ["haskell", "Just one two three four five six seven"],
    ["markdown", "Sure, here is how to install it."],
    ["plaintext", "I'm sorry that I am late."],
    ["html", "Welcome to our little shop!"],
  ])("%s: “%s” is content", (languageId, answer) => check(answer, answer, { document: "█", languageId }));

  test("sentences are content in comments, strings and between tags", () => {
    check("Here is the price of all items.", "Here is the price of all items.", { document: "// █\nf();" });
    check("I'm sorry, but it failed.", "I'm sorry, but it failed.", { document: 'throw new Error("█");' });
    check("Here is our menu for today.", "Here is our menu for today.", {
      document: "const a = <p>█</p>;",
      languageId: "typescriptreact",
    });
  });
});
