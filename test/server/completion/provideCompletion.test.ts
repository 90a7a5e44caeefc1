import { describe, expect, test } from "vitest";
import { lfText } from "../../../server/src/base/lineEnds";
import type { InlineAnswer } from "../../../server/src/completion/inlineCompletion";
import { BackendError } from "../../../server/src/model/errors";
import { PipelineEditor } from "../../support/pipeline";

/** Lets every promise continue that can. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("an automatic request", () => {
  test("gets the rest of the line as soon as the line is sure", async () => {
    const editor = new PipelineEditor("const total = █\n");
    const { answer } = editor.ask();
    const request = await editor.backend.request(0);
    request.send("price * count;");
    request.send("\n");
    expect(editor.accepted(await answer)).toBe("const total = ├price * count;┤█\n");
    expect(request.isCancelled).toBe(false);
  });

  test("whose line isn't worth showing ends with that line, which answers once it is typed along", async () => {
    const editor = new PipelineEditor("const total = █\n");
    const { answer } = editor.ask();
    const request = await editor.backend.request(0);
    request.send("price * count;", { logProb: -30 });
    request.send("\n");
    expect((await answer).items).toEqual([]);
    request.send("next");
    await request.cancelled;
    editor.type("price");
    await editor.ask().answer;
    expect(editor.backend.requests).toHaveLength(1);
  });

  test("shows nothing where the model takes the line for complete; Enter then gets the next line", async () => {
    const editor = new PipelineEditor("let a = one█\n");
    const { answer } = editor.ask();
    const request = await editor.backend.request(0);
    request.send("\nlet b = two\n");
    expect((await answer).items).toEqual([]);
    expect(
      (await answer).trace
        .explanation()
        .steps.map(({ outcome }) => outcome)
        .join(),
    ).toContain("waits for Enter");
    editor.type("\n");
    expect(editor.accepted(await editor.ask().answer)).toBe("let a = one\n├let b = two┤█\n");
    expect(editor.backend.requests).toHaveLength(1);
  });

  test("for which the model writes nothing says so", async () => {
    const editor = new PipelineEditor("const total = █\n");
    const { answer } = editor.ask();
    (await editor.backend.request(0)).end();
    const steps = (await answer).trace.explanation().steps.map(({ outcome }) => outcome);
    expect(steps).toContain("The model wrote nothing here.");
  });

  test("offers the next line once a complete line was accepted, if the setting allows it", async () => {
    const editor = new PipelineEditor("let a = █\n");
    editor.settings = { ...editor.settings, multiline: "auto" };
    const { answer } = editor.ask();
    const request = await editor.backend.request(0);
    request.send("one;\nlet b = two;\n");
    await answer;
    request.end();
    await settle();
    editor.type("one;");
    expect(editor.accepted(await editor.ask().answer)).toBe("let a = one;├\nlet b = two;┤█\n");
  });

  test.each([
    ["typing", "inside the brackets that were typed", (editor: PipelineEditor) => editor.type("(", ")")],
    ["arrived", "at a place where the caret was put", (editor: PipelineEditor) => editor.offset],
  ] as const)("is judged as of a user who is %s, %s", async (approach, _where, act) => {
    const editor = new PipelineEditor("const total = █\n");
    act(editor);
    editor.memory.set("file:///work/a.ts", lfText(editor.text), { project: "", languageId: "typescript" });
    const { answer } = editor.ask({ trigger: "automatic" });
    (await editor.backend.request(0)).send("value;\n");
    await answer;
    expect(editor.approaches).toContain(approach);
  });

  test("is not sent where text follows the caret", async () => {
    const editor = new PipelineEditor("const █total = 1;\n");
    const answer = await editor.ask().answer;
    expect(answer.items).toEqual([]);
    expect(answer.trace.explanation().summary).toContain("inside a word");
    expect(editor.backend.requests).toHaveLength(0);
  });

  test("takes the editor's own closing bracket into its range", async () => {
    const editor = new PipelineEditor("call█\n");
    editor.type("(", ")");
    const { answer } = editor.ask();
    const request = await editor.backend.request(0);
    expect(request.request.prompt.suffix.startsWith("\n")).toBe(true);
    request.send("first, second);\n");
    expect(editor.accepted(await answer)).toBe("call(├first, second);┤█\n");
  });

  test("with IntelliSense open starts with the selected entry and replaces what it replaces", async () => {
    const editor = new PipelineEditor("value.toU█\n");
    const { answer } = editor.ask({ selectedCompletion: { start: 6, text: lfText("toUpperCase") } });
    const request = await editor.backend.request(0);
    expect(request.request.prompt.prefix.endsWith("value.toUpperCase")).toBe(true);
    request.send("();\n");
    expect(editor.accepted(await answer)).toBe("value.├toUpperCase();┤█\n");
  });
});

describe("prose", () => {
  test("ends with its sentence", async () => {
    const editor = new PipelineEditor("// Keeps the █\n");
    editor.place = "lineComment";
    const { answer } = editor.ask();
    const request = await editor.backend.request(0);
    request.send("newest entry. Then it goes");
    expect(editor.accepted(await answer)).toBe("// Keeps the ├newest entry.┤█\n");
    await request.cancelled;
    expect(editor.stages.filter((stage) => stage === "firstLine")).toHaveLength(1);
  });
});

describe("typing the offered text", () => {
  test("is answered without asking again, also past auto-closed brackets", async () => {
    const editor = new PipelineEditor("let a = █\n");
    const first = editor.ask();
    const request = await editor.backend.request(0);
    request.send("call(one, two);\n");
    await first.answer;
    editor.type("call");
    expect(editor.accepted(await editor.ask().answer)).toBe("let a = call├(one, two);┤█\n");
    editor.type("(", ")");
    expect(editor.accepted(await editor.ask().answer)).toBe("let a = call(├one, two);┤█\n");
    expect(editor.backend.requests).toHaveLength(1);
    expect(editor.outcomes.at(-1)).toEqual({ kind: "offered", by: "typeThrough" });
  });

  test("then deleting is answered from the cache", async () => {
    const editor = new PipelineEditor("let a = █\n");
    const first = editor.ask();
    (await editor.backend.request(0)).send("call(one);\n");
    await first.answer;
    (await editor.backend.request(0)).end();
    await settle();
    editor.type("x");
    const other = editor.ask();
    (await editor.backend.request(1)).send("yz();\n");
    await other.answer;
    editor.backspace(1);
    expect(editor.accepted(await editor.ask().answer)).toBe("let a = ├call(one);┤█\n");
    expect(editor.outcomes.at(-1)).toEqual({ kind: "offered", by: "cache" });
    expect(editor.backend.requests).toHaveLength(2);
  });

  test("to the end and Enter gets the line that the generation reached next", async () => {
    const editor = new PipelineEditor("function f() {\n  const a = █\n}\n");
    const first = editor.ask();
    const request = await editor.backend.request(0);
    request.send("one();\n  return a");
    await first.answer;
    request.send(".two;\n");
    request.end();
    await settle();
    editor.type("one();");
    editor.type("\n  ");
    expect(editor.accepted(await editor.ask().answer)).toBe(
      "function f() {\n  const a = one();\n  ├return a.two;┤█\n}\n",
    );
    expect(editor.backend.requests).toHaveLength(1);
  });
});

describe("a generation in flight", () => {
  test("lives on while the keys agree with it, and its answer is cut to what is left", async () => {
    const editor = new PipelineEditor("return █\n");
    const first = editor.ask();
    const request = await editor.backend.request(0);
    request.send("resu");
    editor.type("res");
    first.cancel();
    const second = editor.ask();
    request.send("lt.value;\n");
    expect((await first.answer).items).toEqual([]);
    expect(editor.accepted(await second.answer)).toBe("return res├ult.value;┤█\n");
    expect(editor.backend.requests).toHaveLength(1);
    expect(editor.outcomes.at(-1)).toEqual({ kind: "offered", by: "joined" });
  });

  test("is hung up on at the key that disagrees", async () => {
    const editor = new PipelineEditor("return █\n");
    const first = editor.ask();
    const request = await editor.backend.request(0);
    request.send("result");
    await settle();
    editor.type("x");
    await request.cancelled;
    first.cancel();
    expect((await first.answer).items).toEqual([]);
  });

  test("is hung up on when the user only presses Escape", async () => {
    const editor = new PipelineEditor("return █\n");
    const first = editor.ask();
    const request = await editor.backend.request(0);
    first.cancel();
    await request.cancelled;
    expect((await first.answer).items).toEqual([]);
    expect(editor.outcomes.at(-1)).toEqual({ kind: "cancelled" });
  });

  test("lives on when one of two requests that wait for it is cancelled", async () => {
    const editor = new PipelineEditor("return █\n");
    const [first, second] = [editor.ask(), editor.ask()];
    const request = await editor.backend.request(0);
    first.cancel();
    await first.answer;
    request.send("result;\n");
    expect(editor.accepted(await second.answer)).toBe("return ├result;┤█\n");
  });

  test("of a slow model survives an editor that cancels before it reports the key", async () => {
    const editor = new PipelineEditor("return █\n");
    editor.backend.latencyMs = 400;
    const first = editor.ask();
    await editor.clock.advance(400);
    const request = await editor.backend.request(0);
    first.cancel();
    await first.answer;
    editor.type("r");
    await editor.clock.advance(20);
    expect(request.isCancelled).toBe(false);
    const second = editor.ask();
    request.send("result;\n");
    expect(editor.accepted(await second.answer)).toBe("return r├esult;┤█\n");
  });

  test("of a slow model is hung up on within 20 ms of an Escape", async () => {
    const editor = new PipelineEditor("return █\n");
    editor.backend.latencyMs = 400;
    const first = editor.ask();
    await editor.clock.advance(400);
    const request = await editor.backend.request(0);
    first.cancel();
    await first.answer;
    await editor.clock.advance(20);
    expect(request.isCancelled).toBe(true);
  });

  test("is not repeated for an identical request", async () => {
    const editor = new PipelineEditor("return █\n");
    const first = editor.ask();
    const second = editor.ask();
    (await editor.backend.request(0)).send("result;\n");
    expect(editor.accepted(await first.answer)).toBe("return ├result;┤█\n");
    expect(editor.accepted(await second.answer)).toBe("return ├result;┤█\n");
    expect(editor.backend.requests).toHaveLength(1);
  });
});

describe("a slow model", () => {
  test("need not be waited for, nor a pause, where its answer is kept at hand", async () => {
    const editor = new PipelineEditor("const total = █\n");
    editor.backend.latencyMs = 400;
    editor.backend.hasKept = true;
    const { answer } = editor.ask();
    const request = await editor.backend.request(0);
    request.send("price * count;\n");
    expect(editor.accepted(await answer)).toBe("const total = ├price * count;┤█\n");
    expect(editor.clock.nowMs()).toBe(0);
  });

  test("is asked only once the user pauses for longer than their own rhythm", async () => {
    const editor = new PipelineEditor("return █\n");
    editor.backend.latencyMs = 400;
    for (const key of "result") {
      editor.type(key);
      await editor.clock.advance(100);
    }
    const { answer } = editor.ask();
    await settle();
    expect(editor.backend.requests).toHaveLength(0);
    await editor.clock.advance(300);
    (await editor.backend.request(0)).send(".value;\n");
    expect(editor.accepted(await answer)).toBe("return result├.value;┤█\n");
  });

  test("does not delay what the memory is sure of", async () => {
    const editor = new PipelineEditor("const answer = computeEverything(█\n");
    editor.backend.latencyMs = 400;
    editor.memory.set("file:///work/b.ts", "const answer = computeEverything(first, second);\n", {
      project: "",
      languageId: "typescript",
    });
    expect(editor.accepted(await editor.ask().answer)).toBe("const answer = computeEverything(├first, second);┤█\n");
    expect(editor.backend.requests).toHaveLength(0);
  });
});

describe("a failing model", () => {
  test("gives an empty answer that says why, and the next request is tried again", async () => {
    const editor = new PipelineEditor("return █\n");
    const first = editor.ask();
    (await editor.backend.request(0)).fail(new BackendError("outOfMemory", "The model needs more memory."));
    const answer = await first.answer;
    expect(answer.items).toEqual([]);
    expect(answer.trace.explanation().summary).toContain("needs more memory");
    const second = editor.ask();
    (await editor.backend.request(1)).send("result;\n");
    expect(editor.accepted(await second.answer)).toBe("return ├result;┤█\n");
  });

  test("that dies in mid-answer is asked once more, and only once", async () => {
    const editor = new PipelineEditor("return █\n");
    const { answer } = editor.ask();
    const first = await editor.backend.request(0);
    first.send("lost");
    first.fail(new BackendError("processDied", "The model process ended."));
    const second = await editor.backend.request(1);
    second.send("result;\n");
    expect(editor.accepted(await answer)).toBe("return ├result;┤█\n");
    second.fail(new BackendError("processDied", "The model process ended."));
    await settle();
    editor.type("x");
    const next = editor.ask();
    for (const index of [2, 3]) (await editor.backend.request(index)).fail(new BackendError("processDied", "Ended."));
    expect((await next.answer).items).toEqual([]);
    expect(editor.backend.requests).toHaveLength(4);
  });

  test("leaves what the memory knows", async () => {
    const editor = new PipelineEditor("const answer = computeEverything(█\n");
    editor.memory.set("file:///work/b.ts", "const answer = computeEverything(first, second);\n", {
      project: "",
      languageId: "typescript",
    });
    const { answer } = editor.ask();
    (await editor.backend.request(0)).fail(new BackendError("modelMissing", "No model."));
    expect(editor.accepted(await answer)).toBe("const answer = computeEverything(├first, second);┤█\n");
  });
});

describe("an explicit request", () => {
  const fixture = "function f(a) {\n  █\n}\n";
  const texts = ({ items }: InlineAnswer): string[] => items.map(({ insertText }) => insertText);

  test("gets a block as soon as it is whole, and once asked again up to three different candidates", async () => {
    const editor = new PipelineEditor(fixture);
    const { answer } = editor.ask({ trigger: "invoked" });
    const request = await editor.backend.request(0);
    expect(request.request).toMatchObject({ candidateCount: 3, priority: "command" });
    request.send("if (a) {\n    return 1;\n  }");
    request.send("", { finish: "end" });
    const [block, other] = ["if (a) {\n    return 1;\n  }", "return a;"];
    expect(texts(await answer)).toEqual([block]);

    const again = editor.ask({ trigger: "invoked" });
    for (const candidate of [1, 2]) {
      request.send(other, { candidate });
      request.send("", { candidate, finish: "end" });
    }
    request.end();
    expect(texts(await again.answer)).toEqual([block, other]);
    expect(texts(await editor.ask({ trigger: "invoked" }).answer)).toEqual([block, other]);
    expect(editor.backend.requests).toHaveLength(1);
  });

  test("gets the first candidate even if a later one comes before the next", async () => {
    const editor = new PipelineEditor(fixture);
    const { answer } = editor.ask({ trigger: "invoked" });
    const request = await editor.backend.request(0);
    request.send("go();", { candidate: 2 });
    request.send("", { candidate: 2, finish: "end" });
    request.send("return a;");
    request.send("", { finish: "end" });
    expect(texts(await answer)).toEqual(["return a;"]);
  });

  test("gets the next candidate where nothing of the first one can be offered", async () => {
    const editor = new PipelineEditor(fixture);
    const { answer } = editor.ask({ trigger: "invoked" });
    const request = await editor.backend.request(0);
    request.send("", { finish: "end" });
    request.send("return a;", { candidate: 1 });
    request.send("", { candidate: 1, finish: "end" });
    expect(texts(await answer)).toEqual(["return a;"]);
  });

  test("gets the whole lines that there are when a block takes long", async () => {
    const editor = new PipelineEditor(fixture);
    const { answer } = editor.ask({ trigger: "invoked" });
    const request = await editor.backend.request(0);
    request.send("if (a) {\n    go();\n    ru");
    await editor.clock.advance(400);
    request.send("n");
    expect(texts(await answer)).toEqual(["if (a) {\n    go();"]);
    request.send("();\n  }\n");
    request.end();
    await settle();
    // The rest of the block is there once its beginning was accepted.
    editor.type("if (a) {\n    go();");
    expect(texts(await editor.ask().answer)).toEqual([]);
    editor.type("\n    ");
    expect(texts(await editor.ask().answer)).toEqual(["run();"]);
    expect(editor.backend.requests).toHaveLength(1);
  });
});
