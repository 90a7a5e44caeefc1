import { afterEach, describe, expect, test, vi } from "vitest";
import { BackendError, type BackendErrorKind } from "../../../../server/src/model/errors";
import type { DraftRequest } from "../../../../server/src/model/draft";
import { textOf } from "../../../support/standIn/cloudFixture";
import { answer, RoutingFixture, settle } from "../../../support/routingFixture";

afterEach(() => void vi.useRealTimers());

const failure = (kind: BackendErrorKind): BackendError => new BackendError(kind, `It failed (${kind}).`);
const unsure = -0.4;
const hopeless = -3;

describe("hybrid", () => {
  test("answers from the local model without asking the cloud where it is sure", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    const asked = it.ask();
    answer(await it.local.request(0), "sure();\n");
    await asked.over;
    await it.advance(1_000);
    expect(asked.texts).toEqual(["sure();\n"]);
    expect(it.cloud.requests).toHaveLength(0);
  });

  test("asks the cloud about no answer that quiet users are shown", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    const asked = it.ask();
    answer(await it.local.request(0), "rather();\n", -0.3);
    await asked.over;
    await it.advance(1_000);
    expect(it.cloud.requests).toHaveLength(0);
  });

  test("answers at once where it is unsure, and the cloud's answer waits for the next request", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    const asked = it.ask();
    answer(await it.local.request(0), "maybe();\n", unsure);
    await asked.over;
    expect(asked.texts).toEqual(["maybe();\n"]);
    await it.advance(250);
    answer(await it.cloud.request(0), "better();\n");
    await settle();
    expect(asked.laterTexts).toEqual(["better();\n"]);
  });

  test("does not ask the cloud for a keystroke that is stale before the pause is over", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    const asked = it.ask();
    answer(await it.local.request(0), "maybe();\n", unsure);
    await asked.over;
    asked.giveUp.abort();
    await it.advance(1_000);
    expect(it.cloud.requests).toHaveLength(0);
  });

  test("hangs up on the cloud when the text has changed", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    const asked = it.ask();
    answer(await it.local.request(0), "maybe();\n", unsure);
    await it.advance(250);
    const cloud = await it.cloud.request(0);
    asked.giveUp.abort();
    await cloud.cancelled;
    expect(asked.laterTexts).toEqual([]);
  });

  test("waits for the cloud where the local model has nothing worth showing", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    const asked = it.ask();
    answer(await it.local.request(0), "noise\n", hopeless);
    await it.advance(250);
    answer(await it.cloud.request(0), "good();\n");
    await asked.over;
    expect(asked.texts).toEqual(["good();\n"]);
  });

  test("shows what the local model has where the cloud fails too", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    const asked = it.ask();
    answer(await it.local.request(0), "noise\n", hopeless);
    await it.advance(250);
    (await it.cloud.request(0)).fail(failure("server"));
    await asked.over;
    expect(asked.texts).toEqual(["noise\n"]);
  });

  test("answers from the cloud where the local model is missing", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    const asked = it.ask();
    (await it.local.request(0)).fail(failure("modelMissing"));
    await it.advance(250);
    answer(await it.cloud.request(0), "cloud();\n");
    await asked.over;
    expect(asked.texts).toEqual(["cloud();\n"]);
  });

  test("says why the local model failed where nothing answers", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    const asked = it.ask();
    (await it.local.request(0)).fail(failure("modelMissing"));
    await it.advance(250);
    (await it.cloud.request(0)).fail(failure("unreachable"));
    await asked.over;
    expect(asked.error).toMatchObject({ kind: "modelMissing" });
  });

  test("puts the cloud's answer first on an explicit request, then the local model's", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    const asked = it.ask({ priority: "command", candidateCount: 3 });
    const local = await it.local.request(0);
    local.send("one();\n", { finish: "end" });
    local.send("two();\n", { candidate: 1, finish: "end" });
    local.end();
    answer(await it.cloud.request(0), "cloud();\n");
    await asked.over;
    expect(asked.texts).toEqual(["cloud();\n", "one();\n", "two();\n"]);
  });

  test("takes the local answer to an explicit request when the cloud is late, and keeps the cloud's", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    const asked = it.ask({ priority: "command" });
    answer(await it.local.request(0), "local();\n");
    await it.advance(3_000);
    await asked.over;
    expect(asked.texts).toEqual(["local();\n"]);
    answer(await it.cloud.request(0), "cloud();\n");
    await settle();
    expect(asked.laterTexts).toEqual(["cloud();\n"]);
  });
});

describe("a race of both", () => {
  test("is won by the first whole line, and the other's answer waits", async () => {
    const it = new RoutingFixture({ mode: "hybrid", hedge: true });
    const asked = it.ask();
    const local = await it.local.request(0);
    const cloud = await it.cloud.request(0);
    cloud.send("part");
    answer(local, "local();\n");
    await asked.over;
    expect(asked.texts).toEqual(["local();\n"]);
    answer(cloud, "ial();\n");
    await settle();
    expect(asked.laterTexts).toEqual(["partial();\n"]);
  });

  test("is won by the cloud when it is faster, and the local model stops", async () => {
    const it = new RoutingFixture({ mode: "hybrid", hedge: true });
    const asked = it.ask();
    const local = await it.local.request(0);
    answer(await it.cloud.request(0), "cloud();\n");
    await asked.over;
    await local.cancelled;
    expect(asked.texts).toEqual(["cloud();\n"]);
  });

  test("continues when one of them fails", async () => {
    const it = new RoutingFixture({ mode: "hybrid", hedge: true });
    const asked = it.ask();
    (await it.cloud.request(0)).fail(failure("unreachable"));
    answer(await it.local.request(0), "local();\n");
    await asked.over;
    expect(asked.texts).toEqual(["local();\n"]);
  });
});

describe("cloud", () => {
  test("asks the cloud alone", async () => {
    const it = new RoutingFixture({ mode: "cloud" });
    const asked = it.ask();
    answer(await it.cloud.request(0), "cloud();\n");
    await asked.over;
    expect(asked.texts).toEqual(["cloud();\n"]);
    expect(it.local.requests).toHaveLength(0);
  });

  test.each<BackendErrorKind>(["unauthorized", "notFound", "server", "unreachable", "timeout", "badResponse"])(
    "answers from the local model on %s, and at once from the second request on",
    async (kind) => {
      const it = new RoutingFixture({ mode: "cloud" });
      const first = it.ask();
      (await it.cloud.request(0)).fail(failure(kind));
      answer(await it.local.request(0), "local();\n");
      await first.over;
      expect(first.texts).toEqual(["local();\n"]);
      expect(it.router.expectedLatencyMs()).toBe(it.local.latencyMs);
      const second = it.ask();
      answer(await it.local.request(1), "again();\n");
      await second.over;
      expect(second.texts).toEqual(["again();\n"]);
      expect(it.cloud.requests).toHaveLength(1);
    },
  );

  test("keeps asking after a content filter's refusal", async () => {
    const it = new RoutingFixture({ mode: "cloud" });
    const first = it.ask();
    (await it.cloud.request(0)).fail(failure("contentFiltered"));
    answer(await it.local.request(0), "local();\n");
    await first.over;
    void it.ask();
    await it.cloud.request(1);
  });

  test("takes the local model in when the cloud is late", async () => {
    const it = new RoutingFixture({ mode: "cloud" });
    const asked = it.ask();
    await it.cloud.request(0);
    await it.advance(900);
    answer(await it.local.request(0), "local();\n");
    await asked.over;
    expect(asked.texts).toEqual(["local();\n"]);
  });

  test("drops a half line when the connection breaks, and shows the local model's whole one", async () => {
    const it = new RoutingFixture({ mode: "cloud", endpointCount: 2 });
    const asked = it.ask();
    const cloud = await it.cloud.request(0);
    cloud.send("half of a li");
    await settle();
    cloud.fail(failure("unreachable"));
    answer(await it.local.request(0), "local();\n");
    await asked.over;
    expect(asked.texts).toEqual(["local();\n"]);
    expect(it.clouds[1]?.requests).toEqual([]);
  });

  test("keeps a whole line when the connection breaks behind it", async () => {
    const it = new RoutingFixture({ mode: "cloud" });
    const asked = it.ask();
    const cloud = await it.cloud.request(0);
    cloud.send("whole();\nha");
    await settle();
    cloud.fail(failure("unreachable"));
    await asked.over;
    expect(asked.texts).toEqual(["whole();\nha"]);
    expect(asked.error).toBeUndefined();
  });

  test("goes to the next endpoint when the preferred one fails, and back when it recovers", async () => {
    const it = new RoutingFixture({ mode: "cloud", endpointCount: 2 });
    const [preferred, second] = it.clouds;
    const asked = it.ask();
    (await preferred.request(0)).fail(failure("server"));
    answer(await second.request(0), "second();\n");
    await asked.over;
    expect(asked.texts).toEqual(["second();\n"]);
    await it.advance(70_000); // the backoff's longest, and the probe
    expect(preferred.probeCount).toBe(1);
    const back = it.ask();
    answer(await preferred.request(1), "first();\n");
    await back.over;
    expect(back.texts).toEqual(["first();\n"]);
  });

  test("does not take a stale keystroke to the next endpoint", async () => {
    const it = new RoutingFixture({ mode: "cloud", endpointCount: 2 });
    const asked = it.ask();
    const first = await it.clouds[0].request(0);
    asked.cancel.abort();
    first.fail(failure("server"));
    await asked.over;
    expect(it.clouds[1].requests).toHaveLength(0);
    expect(it.local.requests).toHaveLength(0);
  });

  test("has at most one request in flight per document", async () => {
    const it = new RoutingFixture({ mode: "cloud" });
    void it.ask();
    const older = await it.cloud.request(0);
    void it.ask({ documentUri: "file:///other.ts" });
    await it.cloud.request(1);
    expect(older.isCancelled).toBe(false);
    void it.ask();
    await it.cloud.request(2);
    await older.cancelled;
    expect((await it.cloud.request(1)).isCancelled).toBe(false);
  });

  test("lets an endpoint finish what is nearly done when its answer is complete, and hangs up on more", async () => {
    const it = new RoutingFixture({ mode: "cloud" });
    const [quick, endless] = [it.ask({ maxLines: 1 }), it.ask({ documentUri: "file:///other.ts", maxLines: 1 })];
    const first = await it.cloud.request(0);
    const second = await it.cloud.request(1);
    first.send("line();\n");
    second.send("line();\n");
    await Promise.all([quick.over, endless.over]);
    expect([first.isCancelled, second.isCancelled]).toEqual([false, false]);
    first.end();
    await it.advance(600);
    await second.cancelled;
    expect(it.endpoints[0]?.status.kind).toBe("closed");
  });

  test("skips the cloud while the money is spent, and returns when there is more", async () => {
    const it = new RoutingFixture({ mode: "cloud" });
    it.hasMoney = false;
    const poor = it.ask();
    answer(await it.local.request(0), "local();\n");
    await poor.over;
    expect(it.cloud.requests).toHaveLength(0);
    it.hasMoney = true;
    void it.ask();
    await it.cloud.request(0);
  });

  test("hangs up when the keystroke is cancelled", async () => {
    const it = new RoutingFixture({ mode: "cloud" });
    const asked = it.ask();
    const cloud = await it.cloud.request(0);
    asked.cancel.abort();
    await cloud.cancelled;
    await asked.over;
    expect(asked.error).toBeUndefined();
  });
});

describe("a draft", () => {
  const schema = { name: "commit", schema: {} };
  const request: DraftRequest = {
    messages: [],
    maxTokens: 100,
    schema,
    priority: "command",
    subjectUri: "file:///work",
  };
  const { signal } = new AbortController();

  test("comes from the next endpoint when the preferred one fails", async () => {
    const it = new RoutingFixture({ mode: "hybrid", endpointCount: 2 });
    const text = textOf(it.router.draft(request, signal));
    (await it.clouds[0].request(0)).fail(failure("server"));
    answer(await it.clouds[1].request(0), "Fix it");
    expect(await text).toBe("Fix it");
    expect(it.router.canDraft).toBe(true);
    expect(it.local.requests).toHaveLength(0);
  });

  test("is requested again if the endpoint has learned from the refusal, and its completions continue", async () => {
    const it = new RoutingFixture({ mode: "cloud" });
    const text = textOf(it.router.draft(request, signal));
    (await it.cloud.request(0)).fail(new BackendError("badRequest", "Refused.", { isAdapted: true }));
    answer(await it.cloud.request(1), "Fix it");
    expect(await text).toBe("Fix it");
    expect(it.endpoints[0].status.kind).toBe("closed");
  });

  test("is not requested again otherwise", async () => {
    const it = new RoutingFixture({ mode: "cloud" });
    const text = textOf(it.router.draft(request, signal));
    const failed = expect(text).rejects.toMatchObject({ kind: "badRequest" });
    (await it.cloud.request(0)).fail(failure("badRequest"));
    await failed;
    expect(it.cloud.requests).toHaveLength(1);
    expect(it.endpoints[0].status.kind).toBe("closed");
  });

  test("continues beside a completion in the same document, and a newer draft cancels it", async () => {
    const it = new RoutingFixture({ mode: "cloud" });
    void textOf(it.router.draft({ ...request, subjectUri: "file:///work/src/a.ts" }, signal));
    const draft = await it.cloud.request(0);
    void it.ask();
    await it.cloud.request(1);
    expect(draft.isCancelled).toBe(false);
    void textOf(it.router.draft({ ...request, subjectUri: "file:///work/src/a.ts" }, signal));
    await draft.cancelled;
  });

  test.each(["local", "offline"] as const)("is not asked for in mode %s", async (mode) => {
    const it = new RoutingFixture({ mode });
    expect(it.router.canDraft).toBe(false);
    await expect(textOf(it.router.draft(request, signal))).rejects.toMatchObject({ kind: "unreachable" });
    expect(it.cloud.requests).toHaveLength(0);
  });

  test("is not requested while the money is spent", async () => {
    const it = new RoutingFixture({ mode: "hybrid" });
    it.hasMoney = false;
    expect(it.router.canDraft).toBe(false);
    await expect(textOf(it.router.draft(request, signal))).rejects.toMatchObject({ kind: "unreachable" });
  });
});

describe("without the user's consent for a document", () => {
  test.each(["cloud", "hybrid"] as const)("no endpoint gets its text, in mode %s", async (mode) => {
    const it = new RoutingFixture({ mode, hedge: true });
    it.mayLeave = (uri) => !uri.endsWith("/private.ts");
    const asked = it.ask({ documentUri: "file:///work/private.ts", priority: "command" });
    answer(await it.local.request(0), "local();\n", hopeless);
    await it.advance(5_000);
    await asked.over;
    expect(asked.texts).toEqual(["local();\n"]);
    const draft = {
      messages: [],
      maxTokens: 100,
      priority: "command",
      subjectUri: "file:///work/private.ts",
    } as const;
    await expect(textOf(it.router.draft(draft, new AbortController().signal))).rejects.toMatchObject({
      kind: "unreachable",
    });
    expect(it.cloud.requests).toHaveLength(0);
  });
});

describe.each(["local", "offline"] as const)("%s", (mode) => {
  test("never asks an endpoint", async () => {
    const it = new RoutingFixture({ mode });
    const asked = it.ask({ priority: "command" });
    answer(await it.local.request(0), "local();\n", hopeless);
    await it.advance(5_000);
    await asked.over;
    expect(asked.texts).toEqual(["local();\n"]);
    expect(it.cloud.requests).toHaveLength(0);
    expect(it.cloud.probeCount).toBe(0);
    expect([it.router.name, it.router.model]).toEqual(["scripted", "scripted"]);
  });
});

test("an overloaded endpoint is asked less while the user types, and as before by key", async () => {
  const it = new RoutingFixture({ mode: "cloud" });
  for (let time = 0; time < 2; time++) {
    it.ask();
    await settle();
    it.cloud.requests.at(-1)?.fail(new BackendError("rateLimited", "Slow down.", { retryAfterMs: 500 }));
    await settle();
    await it.advance(500);
  }
  const before = it.cloud.requests.length;
  it.ask();
  await settle();
  expect(it.cloud.requests).toHaveLength(before);
  expect(it.endpoints[0].remark?.message).toMatch(/is overloaded, so it is asked less often while you type\./);
  it.ask({ priority: "command" });
  await settle();
  expect(it.cloud.requests).toHaveLength(before + 1);
  await it.advance(10_000);
  it.ask();
  await settle();
  expect(it.cloud.requests).toHaveLength(before + 2);
});

describe("several regions of one model", () => {
  /** Asks once and returns the number of the endpoint that was asked first; it answers. */
  async function askedFirst(it: RoutingFixture): Promise<number> {
    const before = it.clouds.map(({ requests }) => requests.length);
    const asked = it.ask();
    await settle();
    const first = it.clouds.findIndex(({ requests }, index) => requests.length > before[index]);
    answer(await it.clouds[first].request(before[first]), "here();\n");
    await asked.over;
    return first;
  }

  test("are asked by rank first, those of one rank by their measured latency, and in the list's order while it is about the same", async () => {
    const it = new RoutingFixture({ mode: "cloud", ranks: [2, 1, 1] });
    expect(await askedFirst(it)).toBe(1);
    it.clouds[1].latencyMs = 200;
    it.clouds[2].latencyMs = 190;
    expect(await askedFirst(it)).toBe(1);
    it.clouds[2].latencyMs = 80;
    expect(await askedFirst(it)).toBe(2);
  });

  test("take over at once when the provisioned one is at its limit, and it is asked first again after its pause", async () => {
    const it = new RoutingFixture({ mode: "cloud", ranks: [1, 2] });
    const [provisioned, spare] = it.clouds;
    const asked = it.ask();
    (await provisioned.request(0)).fail(new BackendError("rateLimited", "Slow down.", { retryAfterMs: 3_000 }));
    answer(await spare.request(0), "spare();\n");
    await asked.over;
    expect(asked.texts).toEqual(["spare();\n"]);
    expect(await askedFirst(it)).toBe(1);
    await it.advance(10_000);
    expect(await askedFirst(it)).toBe(0);
  });
});
