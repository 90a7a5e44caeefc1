import { beforeEach, expect, test } from "vitest";
import { OfferFollower } from "../../../client/src/offers/acceptance";
import { EagernessLearner } from "../../../client/src/offers/eagernessLearner";

const uri = "file:///work/a.ts";

/** Storage that VS Code keeps for an extension between sessions. */
let stored: unknown;
/** Questions that the user was asked. */
let asked: object[];
beforeEach(() => {
  stored = undefined;
  asked = [];
});

/** Starts a session of VS Code. */
function session({ isChosen = false } = {}): EagernessLearner {
  return new EagernessLearner(
    { get: () => stored, update: (_key, value) => Promise.resolve(void (stored = value)) },
    { isChosen: () => isChosen, ask: (count) => Promise.resolve(void asked.push(count)) },
  );
}

/** Types and leaves, then takes, each offer. */
function live(experience: EagernessLearner, fates: { taken: number; left: number }): void {
  const follower = new OfferFollower((outcome) => experience.noteOutcome(outcome));
  const offer = (itemId: string) => follower.offered({ uri, itemId, offset: 5, text: "prices.sum()" });
  for (let count = 0; count < fates.left; count++) {
    offer(`left ${count}`);
    follower.changed({ uri, offset: 5, removedCharCount: 0, insertedText: "q" });
  }
  for (let count = 0; count < fates.taken; count++) {
    offer(`taken ${count}`);
    follower.accepted(`taken ${count}`);
  }
}

test("a user who takes many suggestions is asked once whether they want more, never again in later sessions", () => {
  live(session(), { left: 17, taken: 10 });
  expect(asked).toEqual([{ taken: 3, offered: 20 }]);
  live(session(), { left: 0, taken: 60 });
  expect(asked).toHaveLength(1);
});

test("a user who takes few is left alone", () => {
  live(session(), { left: 60, taken: 5 });
  expect(asked).toEqual([]);
});

test("a user who has chosen is not asked", () => {
  live(session({ isChosen: true }), { left: 10, taken: 60 });
  expect(asked).toEqual([]);
});
