import { describe, expect, test } from "vitest";
import type { CompletionChunk, RoutableRequest } from "../../../../server/src/model/backend";
import type { AnswerStore, StoredAnswer, StoreKind } from "../../../../server/src/completion/stored/answerStore";
import { StoredAnswers } from "../../../../server/src/completion/stored/storedAnswers";
import { BackendError } from "../../../../server/src/model/errors";
import type { Mode } from "../../../../server/src/settings/modes";
import { ManualClock } from "../../../support/manualClock";
import { settle } from "../../../support/routingFixture";
import { promptText } from "../../../../server/src/safety/promptText";
import { ScriptedBackend } from "../../../support/scriptedBackend";
import { completionRequest } from "../../../support/standIn/cloudFixture";

/** A store whose answers come when the test releases them. */
class ScriptedStore implements AnswerStore {
  readonly questions: string[] = [];
  readonly kept: { readonly question: string; readonly text: string }[] = [];
  #reply: (answer: StoredAnswer | undefined) => void = () => undefined;

  constructor(
    readonly kind: StoreKind,
    private readonly atOnce?: { answer: StoredAnswer | undefined },
  ) {}

  serves(documentUri: string): boolean {
    return !documentUri.includes("private");
  }

  holds(): boolean {
    return this.atOnce?.answer !== undefined;
  }

  find(question: string): StoredAnswer | undefined | Promise<StoredAnswer | undefined> {
    this.questions.push(question);
    return this.atOnce === undefined ? new Promise((resolve) => (this.#reply = resolve)) : this.atOnce.answer;
  }

  keep(question: string, answer: StoredAnswer): void {
    this.kept.push({ question, text: answer.map(({ text }) => text).join("") });
  }

  /** Answers the last question. */
  reply(text: string | undefined): void {
    this.#reply(text === undefined ? undefined : [{ text, tokenCount: 3, logProb: -0.1 }]);
  }
}

/** A consumer of the decorator. */
class Asked {
  text = "";
  keptIn: StoreKind | undefined;
  error: unknown;
  isOver = false;
  readonly cancel = new AbortController();
  readonly over: Promise<void>;

  constructor(answers: StoredAnswers, request: Partial<RoutableRequest>, maxChars = Infinity) {
    const stream = answers.stream({ ...completionRequest("const total = █;"), ...request }, this.cancel.signal);
    this.over = this.#read(stream, maxChars);
  }

  async #read(stream: AsyncIterable<CompletionChunk>, maxChars: number): Promise<void> {
    try {
      for await (const { text, keptIn } of stream) {
        this.text += text;
        this.keptIn = keptIn;
        if (this.text.length >= maxChars) break;
      }
    } catch (error) {
      this.error = error;
    }
    this.isOver = true;
  }
}

function fixture(stores: readonly AnswerStore[], place: { mode?: Mode; origin?: string } = {}) {
  const model = new ScriptedBackend();
  const clock = new ManualClock();
  const answers = new StoredAnswers({ backend: model, clock, mode: () => place.mode ?? "local" });
  answers.use({ stores, origin: place.origin ?? "model 1" });
  const ask = (request: Partial<RoutableRequest> = {}, maxChars?: number) => new Asked(answers, request, maxChars);
  return { model, clock, answers, ask };
}

describe("beside the model", () => {
  test("the model is asked before anybody looks anything up", () => {
    const order: string[] = [];
    const store = new ScriptedStore("disk");
    store.find = () => void order.push("store");
    const { model, ask } = fixture([store]);
    const stream = model.stream.bind(model);
    // A generator works from its first `next()`, as the real backends do.
    model.stream = async function* (...parameters) {
      order.push("model");
      yield* stream(...parameters);
    };
    ask();
    expect(order).toEqual(["model", "store"]);
  });

  test("an answer that is found first is given, and the model's work stops", async () => {
    const store = new ScriptedStore("redis");
    const { model, ask } = fixture([store]);
    const asked = ask();
    store.reply("sum(prices)\n");
    await asked.over;
    expect(asked).toMatchObject({ text: "sum(prices)\n", keptIn: "redis" });
    expect(model.requests[0].isCancelled).toBe(true);
  });

  test("the model's first text is final, and no request waits for the store", async () => {
    const store = new ScriptedStore("redis");
    const { model, clock, ask } = fixture([store]);
    const asked = ask();
    model.requests[0].send("mean(");
    await settle();
    expect(asked.text).toBe("mean(");
    store.reply("sum(prices)\n");
    model.requests[0].send("prices)\n");
    model.requests[0].end();
    await asked.over;
    expect(asked).toMatchObject({ text: "mean(prices)\n", keptIn: undefined });
    expect(clock.nowMs()).toBe(0); // none of it needed time to pass
  });

  test("a store that never answers costs nothing", async () => {
    const { model, clock, ask } = fixture([new ScriptedStore("redis")]);
    const asked = ask();
    model.requests[0].send("mean(prices)\n");
    model.requests[0].end();
    await asked.over;
    expect(asked.text).toBe("mean(prices)\n");
    expect(clock.nowMs()).toBe(0);
  });

  test("keeping an answer comes behind the answer", async () => {
    const store = new ScriptedStore("redis", { answer: undefined });
    const { model, ask } = fixture([store]);
    const asked = ask();
    model.requests[0].send("mean(prices)\n");
    model.requests[0].end();
    await asked.over;
    expect(store.kept).toEqual([]);
    await settle();
    expect(store.kept).toMatchObject([{ text: "mean(prices)\n" }]);
  });

  test("the faster of two stores answers, and the disk learns what the team's server knew", async () => {
    const [disk, redis] = [new ScriptedStore("disk", { answer: undefined }), new ScriptedStore("redis")];
    const asked = fixture([disk, redis]).ask();
    redis.reply("sum(prices)\n");
    await asked.over;
    expect(asked.keptIn).toBe("redis");
    expect(disk.kept).toMatchObject([{ text: "sum(prices)\n" }]);
    expect(redis.kept).toEqual([]);
  });

  test("an answer is not kept if its prompt held a secret that had not been looked at", async () => {
    const store = new ScriptedStore("disk", { answer: undefined });
    const { model, ask } = fixture([store]);
    const { prompt } = completionRequest("const total = █;");
    const asked = ask({
      prompt: { ...prompt, prefix: promptText(`token = "just typed";${" ".repeat(2_000)}total = `, []) },
    });
    model.requests[0].send("sum(prices)\n");
    model.requests[0].end();
    await asked.over;
    await settle();
    expect(store.kept).toEqual([]);
  });

  test("a request that was cancelled is answered with nothing", async () => {
    const store = new ScriptedStore("redis");
    const asked = fixture([store]).ask();
    asked.cancel.abort();
    store.reply("sum(prices)\n");
    await asked.over;
    expect(asked.text).toBe("");
  });
});

describe("when the model fails", () => {
  const failure = new BackendError("modelMissing", "The model is missing.");

  test("a kept answer is given, within 5 ms", async () => {
    const store = new ScriptedStore("redis");
    const { model, clock, ask } = fixture([store]);
    const asked = ask();
    model.requests[0].fail(failure);
    await settle();
    await clock.advance(4);
    store.reply("sum(prices)\n");
    await asked.over;
    expect(asked).toMatchObject({ text: "sum(prices)\n", error: undefined });
  });

  test("its failure is reported after 5 ms at the latest", async () => {
    const { model, clock, ask } = fixture([new ScriptedStore("redis")]);
    const asked = ask();
    model.requests[0].fail(failure);
    await settle();
    await clock.advance(4);
    expect(asked.isOver).toBe(false);
    await clock.advance(1);
    await asked.over;
    expect(asked.error).toBe(failure);
  });

  test("its failure is reported at once if no store has an answer", async () => {
    const { model, clock, ask } = fixture([new ScriptedStore("disk", { answer: undefined })]);
    const asked = ask();
    model.requests[0].fail(failure);
    await asked.over;
    expect(asked.error).toBe(failure);
    expect(clock.nowMs()).toBe(0);
  });
});

describe("what is kept", () => {
  /** Returns a store's kept answers of a model that says `pieces`, each with or without a log-probability. */
  async function keptOf(
    pieces: readonly (readonly [string, number | undefined])[],
    params: { request?: Partial<RoutableRequest>; place?: { mode: Mode }; until?: number } = {},
  ): Promise<string[]> {
    const store = new ScriptedStore("disk", { answer: undefined });
    const { model, ask } = fixture([store], params.place);
    const asked = ask(params.request, params.until);
    for (const [text, logProb] of pieces) model.requests[0].send(text, { logProb });
    model.requests[0].end();
    await asked.over;
    await settle();
    return store.kept.map(({ text }) => text);
  }

  test("is a sure answer of this machine's model", async () =>
    expect(
      await keptOf([
        ["sum(", -0.1],
        ["prices)\n", -0.2],
      ]),
    ).toEqual(["sum(prices)\n"]));
  test("is not one whose first line would not be offered", async () =>
    expect(
      await keptOf([
        ["sum(", -0.9],
        ["prices)\n", -0.5],
        ["return\n", -0.01],
      ]),
    ).toEqual([]));
  test("beside endpoints is not one that an endpoint is asked about", async () => {
    const unsure = [["sum(", -0.5] as const, ["prices)\n", -0.1] as const];
    expect(await keptOf(unsure)).toEqual(["sum(prices)\n"]);
    expect(await keptOf(unsure, { place: { mode: "hybrid" } })).toEqual([]);
  });
  test("is every endpoint's answer, which tells no probabilities", async () =>
    expect(
      await keptOf([
        ["sum(", undefined],
        ["prices)\n", undefined],
      ]),
    ).toEqual(["sum(prices)\n"]));
  test("is not a local answer that only stood in for an endpoint's", async () =>
    expect(await keptOf([["sum(prices)\n", -0.1]], { place: { mode: "cloud" } })).toEqual([]));
  test("is what the pipeline took before it was content", async () =>
    expect(
      await keptOf(
        [
          ["sum(", -0.1],
          ["prices)\n", -0.2],
          ["more", -0.1],
        ],
        { until: 8 },
      ),
    ).toEqual(["sum(prices)\n"]));
  test("is nothing that says next to nothing", async () => expect(await keptOf([[" )\n", -0.1]])).toEqual([]));
  test("is nothing for an explicit request, which wants something new", async () =>
    expect(await keptOf([["sum(prices)\n", -0.1]], { request: { priority: "command" } })).toEqual([]));

  test("isn't an answer that was cancelled, failed or filtered", async () => {
    const store = new ScriptedStore("disk", { answer: undefined });
    const { model, ask } = fixture([store]);
    const endings: ((asked: Asked, index: number) => void)[] = [
      (asked) => asked.cancel.abort(),
      (_asked, index) => model.requests[index].fail(new BackendError("server", "It broke.")),
      (_asked, index) => {
        model.requests[index].send("", { finish: "contentFilter" });
        model.requests[index].end();
      },
    ];
    for (const [index, end] of endings.entries()) {
      const asked = ask();
      model.requests[index].send("sum(prices)\n");
      await settle();
      end(asked, index);
      await asked.over;
    }
    await settle();
    expect(store.kept).toEqual([]);
  });

  test("is also the better answer that comes after the request", async () => {
    const store = new ScriptedStore("disk", { answer: undefined });
    const { model, ask } = fixture([store]);
    const taken: string[] = [];
    const later = { signal: new AbortController().signal, take: (text: string) => void taken.push(text) };
    const asked = ask({ later });
    model.requests[0].send("sum(prices)\n");
    model.requests[0].end();
    await asked.over;
    model.requests[0].request.later?.take("total(prices)\n");
    await settle();
    expect(store.kept.map(({ text }) => text)).toEqual(["sum(prices)\n", "total(prices)\n"]);
    expect(taken).toEqual(["total(prices)\n"]);
  });
});

describe("the question", () => {
  /** Returns the question to a store for a request. */
  function questionOf(request: Partial<RoutableRequest>, origin = "model 1"): string {
    const store = new ScriptedStore("disk", { answer: undefined });
    fixture([store], { origin }).ask(request);
    return store.questions[0];
  }
  const base = completionRequest("const total = █;");

  test("is the same for the same prompt in any document", () =>
    expect(questionOf({ documentUri: "file:///other.ts" })).toBe(questionOf({})));

  test.each<[string, Partial<RoutableRequest>]>([
    ["text before the caret", { prompt: { ...base.prompt, prefix: completionRequest("const tota█").prompt.prefix } }],
    ["text after the caret", { prompt: { ...base.prompt, suffix: completionRequest("█)").prompt.suffix } }],
    ["path", { prompt: { ...base.prompt, path: completionRequest("src/b.ts█").prompt.prefix } }],
    ["language", { prompt: { ...base.prompt, languageId: "python" } }],
    ["length wanted", { maxTokens: 12 }],
    ["stop sequences", { stop: ["\n\n"] }],
    ["part of the memory", { memory: "off" }],
  ])("differs by the %s", (_name, request) => expect(questionOf(request)).not.toBe(questionOf({})));

  test("is the same when only text far from the caret is another", () => {
    const near = "const value = 1;\n".repeat(70);
    const [one, other] = ["// a", "// b"].map((far) => completionRequest(`${far}\n${near}█${near}${far}`));
    expect(questionOf(other)).toBe(questionOf(one));
  });

  test("differs by the model", () => expect(questionOf({}, "model 2")).not.toBe(questionOf({})));
});

test("a store is neither asked nor told about a document that it does not serve", async () => {
  const store = new ScriptedStore("disk", { answer: undefined });
  const { model, ask } = fixture([store]);
  const asked = ask({ documentUri: "file:///private/a.ts" });
  model.requests[0].send("sum(prices)\n");
  model.requests[0].end();
  await asked.over;
  expect(store.questions).toEqual([]);
  expect(store.kept).toEqual([]);
});

describe("an answer is at hand", () => {
  const request = completionRequest("const total = █;");
  const kept = new ScriptedStore("disk", { answer: [{ text: "sum(prices)", tokenCount: 3 }] });
  test("when a store holds it in memory", () => expect(fixture([kept]).answers.isAtHand(request)).toBe(true));
  test("not when a server would have to be asked", () =>
    expect(fixture([new ScriptedStore("redis")]).answers.isAtHand(request)).toBe(false));
  test("not for an explicit request", () =>
    expect(fixture([kept]).answers.isAtHand({ ...request, priority: "command" })).toBe(false));
});

test("nothing is looked up while nothing is in force", async () => {
  const store = new ScriptedStore("disk");
  const { model, answers, ask } = fixture([store]);
  answers.use(undefined);
  const asked = ask();
  model.requests[0].end();
  await asked.over;
  expect(store.questions).toEqual([]);
});
