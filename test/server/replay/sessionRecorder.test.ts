import { expect, test } from "vitest";
import { systemClock, type Clock } from "../../../server/src/base/clock";
import { lfText } from "../../../server/src/base/lineEnds";
import { Trace } from "../../../server/src/completion/trace";
import type { InlineAnswer } from "../../../server/src/completion/inlineCompletion";
import type { DocumentState } from "../../../server/src/documents/documentState";
import { checkedText } from "../../../server/src/safety/promptText";
import type { RoutableRequest } from "../../../server/src/model/backend";
import { SessionRecorder } from "../../../server/src/replay/sessionRecorder";
import { defaultSettings } from "../../../server/src/settings/settings";
import { ManualClock } from "../../support/manualClock";
import { ScriptedBackend } from "../../support/scriptedBackend";

const uri = "file:///work/a.ts";
const stateOf = (text: string): DocumentState => ({
  ...{ uri, path: "a.ts", languageId: "typescript", version: 1 },
  text: lfText(text),
});
const backend = new ScriptedBackend();

/** Types a text key by key at the document's end. */
function type(recorder: SessionRecorder, before: string, text: string): string {
  let now = before;
  for (const key of text) {
    const at = now.length;
    now += key;
    recorder.changed(stateOf(now), [{ startOffset: at, oldEndOffset: at, newEndOffset: at + 1 }]);
  }
  return now;
}

function recorded(clock: Clock): SessionRecorder {
  const recorder = new SessionRecorder(clock);
  recorder.begin(defaultSettings, [stateOf("const first = 1;\n")]);
  return recorder;
}

const prompt = {
  ...{ path: checkedText("", []), languageId: "typescript" },
  ...{ prefix: checkedText("const ", []), suffix: checkedText("", []) },
};
const request: RoutableRequest = {
  ...{ prompt, checked: () => prompt, documentUri: uri },
  ...{ candidateCount: 1, maxTokens: 8, stop: [], priority: "keystroke", memory: "off" },
};

test("a stream and an answer that come after the end are in neither that recording nor the next", async () => {
  const recorder = recorded(new ManualClock());
  const source = new ScriptedBackend();
  const signal = new AbortController().signal;
  const stream = recorder.overhears(source).stream(request, signal)[Symbol.asyncIterator]();
  const first = stream.next();
  let answer: (answer: InlineAnswer) => void = () => undefined;
  const asked = { document: stateOf("const first = 1;\n"), offset: 3, trigger: "automatic" as const };
  const watched = recorder.watch(asked, signal, () => new Promise((resolve) => (answer = resolve)));

  const ended = recorder.end(backend);
  recorder.begin(defaultSettings, [stateOf("const second = 2;\n")]);
  source.requests[0].send("late");
  await first;
  answer({ items: [], trace: new Trace(systemClock) });
  await watched;

  const kinds = async (recording: ReturnType<SessionRecorder["end"]>) =>
    (await recording)?.events.map(({ kind }) => kind);
  expect(await kinds(ended)).toEqual(["settings", "open", "stream", "ask"]);
  expect(await kinds(recorder.end(backend))).toEqual(["settings", "open"]);
});

test("a document that becomes excluded is forgotten, however often it was opened", async () => {
  const recorder = recorded(new ManualClock());
  recorder.closed(stateOf(""));
  recorder.opened(stateOf("const again = 1;\n"));
  type(recorder, "const again = 1;\n", "x");
  recorder.closed(stateOf(""));
  recorder.forget(uri);
  expect((await recorder.end(backend))?.events.map(({ kind }) => kind)).toEqual(["settings"]);
});

/** Types 2,000 keys in a long document, with pauses or without; returns the time that the end takes, in ms. */
async function endAfter(pauseMs: number): Promise<number> {
  const clock = new ManualClock();
  const recorder = new SessionRecorder(clock);
  let text = "const total = orders.length + this.first;\n".repeat(500);
  recorder.begin(defaultSettings, [stateOf(text)]);
  for (let line = 0; line < 100; line++) {
    text = type(recorder, text, "let last = total();\n");
    if (pauseMs > 0) await clock.advance(pauseMs);
  }
  const startMs = performance.now();
  const recording = await recorder.end(backend);
  const endMs = performance.now() - startMs;
  expect(recording?.events).toHaveLength(2_002);
  return endMs;
}

test("a recording is searched for secrets in pauses, so that little is left to do at the end", async () => {
  await endAfter(0); // compiles the rules
  expect(await endAfter(1_000)).toBeLessThan((await endAfter(0)) / 3);
});
