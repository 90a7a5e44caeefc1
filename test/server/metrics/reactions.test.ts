import { beforeEach, describe, expect, test } from "vitest";
import { Reactions } from "../../../server/src/metrics/reactions";
import { ManualClock } from "../../support/manualClock";

const uri = "file:///work/a.ts";

/** An editor with one document, which reports nothing but its changes unless the test says so. */
class Desk {
  readonly clock = new ManualClock();
  readonly counted: string[] = [];
  readonly saved = { chars: 0, keys: 0 };
  text = "";
  caret = 0;
  #lastId = 0;
  readonly reactions = new Reactions({
    clock: this.clock,
    textOf: () => this.text,
    counter: {
      reaction: (reaction, labels) => this.counted.push(`${reaction} ${labels.join(" ")}`),
      takes: () => true,
      took: (charCount, keyCount) => {
        this.saved.chars += charCount;
        this.saved.keys += charCount - keyCount;
      },
    },
  });

  constructor(fixture: string) {
    this.caret = fixture.indexOf("█");
    this.text = fixture.replace("█", "");
  }

  /** Shows texts at the caret, and returns their ids. */
  offer(...texts: string[]): string[] {
    const items = texts.map((text) => ({ id: String(++this.#lastId), text }));
    this.reactions.offered({ uri, caret: this.caret, items, labels: ["typescript", "code", "local"] });
    return items.map(({ id }) => id);
  }

  /** Replaces a stretch in one change; the caret goes behind it. */
  replace(start: number, end: number, text: string): void {
    this.text = this.text.slice(0, start) + text + this.text.slice(end);
    this.caret = start + text.length;
    this.reactions.changed(uri, this.text, [
      { startOffset: start, oldEndOffset: end, newEndOffset: start + text.length },
    ]);
  }

  insert(text: string): void {
    this.replace(this.caret, this.caret, text);
  }

  type(text: string): void {
    for (const key of text) this.insert(key);
  }

  /** Types keys that the editor reports as one change with an edit for each. */
  typeGathered(text: string): void {
    const edits = Array.from(text, (_key, index) => {
      const at = this.caret + index;
      return { startOffset: at, oldEndOffset: at, newEndOffset: at + 1 };
    });
    this.text = this.text.slice(0, this.caret) + text + this.text.slice(this.caret);
    this.caret += text.length;
    this.reactions.changed(uri, this.text, edits);
  }

  /** The reactions so far, without their labels. */
  get reactionNames(): string[] {
    return this.counted.map((counted) => counted.split(" ")[0]);
  }
}

let desk: Desk;
beforeEach(() => {
  desk = new Desk("const total = █;\n");
});

test("a suggestion that arrives in one change was taken, in whichever editor", () => {
  desk.offer("price * count");
  desk.insert("price * count");
  expect(desk.counted).toEqual(["offered typescript code local", "accepted typescript code local"]);
  expect(desk.saved).toEqual({ chars: 13, keys: 12 });
});

test("an acceptance counts once, whether the editor reports it before, after or without its change", () => {
  const [first] = desk.offer("price");
  desk.insert("price");
  desk.reactions.accepted(first);
  const [second] = desk.offer("();");
  desk.reactions.accepted(second);
  desk.reactions.accepted(second);
  desk.insert("();");
  desk.reactions.accepted("unknown");
  expect(desk.reactionNames).toEqual(["offered", "accepted", "offered", "accepted"]);
});

test.each(["x", "()", "\n  "])(
  "a suggestion that one key could have typed, %j, was taken if the editor says so",
  (text) => {
    const [id] = desk.offer(text);
    desk.insert(text);
    desk.reactions.accepted(id);
    expect(desk.reactionNames).toEqual(["offered", "accepted"]);
    expect(desk.saved).toEqual({ chars: text.length, keys: text.length - 1 });
  },
);

test("the last character of a suggestion that was typed along with was taken if the editor says so", async () => {
  desk.offer("price");
  desk.type("pric");
  const [id] = desk.offer("e");
  desk.insert("e");
  desk.reactions.accepted(id);
  desk.reactions.accepted(id);
  await desk.clock.advance(30_500);
  expect(desk.reactionNames).toEqual(["offered", "accepted", "kept"]);
  expect(desk.saved).toEqual({ chars: 1, keys: 0 });
});

test("keys that the editor reports together were typed, if there is an edit for each", () => {
  desk.offer("price");
  desk.typeGathered("pri");
  desk.offer("ce");
  desk.typeGathered("ce");
  expect(desk.reactionNames).toEqual(["offered"]);
});

test("a suggestion that is typed key by key was not taken, and counts once however often it is asked for", () => {
  desk.offer("price");
  desk.type("p");
  desk.offer("rice");
  desk.type("rice");
  expect(desk.reactionNames).toEqual(["offered"]);
  expect(desk.saved.chars).toBe(0);
});

test("a suggestion of which a word was taken was taken in part", () => {
  desk.offer("price * count");
  desk.insert("price ");
  desk.offer("* count");
  desk.type("+");
  expect(desk.reactionNames).toEqual(["offered", "partlyAccepted"]);
  expect(desk.saved).toEqual({ chars: 6, keys: 5 });
});

test("a suggestion that was taken word by word was taken whole", () => {
  desk.offer("price * count");
  for (const word of ["price ", "* ", "count"]) desk.insert(word);
  expect(desk.reactionNames).toEqual(["offered", "accepted"]);
  expect(desk.saved).toEqual({ chars: 13, keys: 10 });
});

test("another candidate than the first one may be taken", () => {
  const [, second] = desk.offer("price", "amount(x)");
  desk.insert("amount(x)");
  desk.reactions.accepted(second);
  expect(desk.reactionNames).toEqual(["offered", "accepted"]);
});

test("Escape is a refusal, but not after a part was taken", () => {
  desk.offer("price");
  desk.reactions.dismissed(uri);
  desk.reactions.dismissed(uri);
  desk.offer("amount + 1");
  desk.insert("amount ");
  desk.reactions.dismissed(uri);
  expect(desk.reactionNames).toEqual(["offered", "dismissed", "offered", "partlyAccepted"]);
});

test("typing something else, pasting and moving the caret count as nothing", () => {
  desk.offer("price");
  desk.insert("x");
  desk.offer("price");
  desk.insert("price list of today");
  desk.offer("a");
  desk.replace(0, 5, "let");
  desk.offer("b");
  expect(new Set(desk.reactionNames)).toEqual(new Set(["offered"]));
});

test("an import that the editor adds above moves the suggestion", () => {
  desk.offer("price()");
  const { caret } = desk;
  desk.replace(0, 0, 'import { price } from "./price";\n');
  desk.caret += caret;
  desk.insert("price()");
  expect(desk.reactionNames).toEqual(["offered", "accepted"]);
});

describe("what becomes of a taken text", () => {
  beforeEach(() => {
    desk.offer("price * count");
    desk.insert("price * count");
  });

  test("it was kept if it is still there after 30 s, wherever it has moved and however it was formatted", async () => {
    desk.replace(0, 0, "// a comment\n");
    const start = desk.text.indexOf("price");
    desk.replace(start + 5, start + 8, "\n  *\n  ");
    await desk.clock.advance(29_000);
    expect(desk.reactionNames).toEqual(["offered", "accepted"]);
    await desk.clock.advance(1_500);
    expect(desk.reactionNames).toEqual(["offered", "accepted", "kept"]);
  });

  test("it was refused if it is undone within 5 s", async () => {
    await desk.clock.advance(4_000);
    desk.replace(14, 27, "");
    await desk.clock.advance(60_000);
    expect(desk.reactionNames).toEqual(["offered", "accepted", "deleted"]);
  });

  test("it was refused if half of it is deleted key by key within 5 s", async () => {
    for (let end = 27; end > 18; end--) desk.replace(end - 1, end, "");
    await desk.clock.advance(60_000);
    expect(desk.reactionNames).toEqual(["offered", "accepted", "deleted"]);
  });

  test("it was neither if it is changed later", async () => {
    await desk.clock.advance(6_000);
    desk.replace(14, 19, "amount");
    await desk.clock.advance(60_000);
    expect(desk.reactionNames).toEqual(["offered", "accepted"]);
  });

  test("nothing is said of it once its document is closed", async () => {
    desk.reactions.closed(uri);
    await desk.clock.advance(60_000);
    expect(desk.reactionNames).toEqual(["offered", "accepted"]);
  });
});
