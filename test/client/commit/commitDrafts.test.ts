import { expect, test } from "vitest";
import { CommitDrafts, type DraftRemark, type MessageBox } from "../../../client/src/commit/commitDrafts";
import type { DraftCommitResult } from "../../../server/src/protocol";

interface Question {
  readonly typed: string;
  readonly attempt: number;
}

/** A box with undo, and a writer that answers when the test lets it. */
function desk(text: string) {
  const undone: string[] = [];
  const shown: string[] = [];
  const questions: Question[] = [];
  let answer: (result: Partial<DraftCommitResult> | Error) => void = () => undefined;
  let stopped: AbortSignal | undefined;
  let stream: (message: string) => void = () => undefined;
  const box: MessageBox & { text: string } = {
    text,
    repository: "file:///shop",
    read: () => box.text,
    show(next) {
      box.text = next;
      shown.push(next);
    },
    put(next) {
      undone.push(box.text);
      box.text = next;
      return Promise.resolve();
    },
  };
  const running: boolean[] = [];
  const drafts: CommitDrafts = new CommitDrafts(() => running.push(drafts.isRunning));
  const draft = (): Promise<DraftRemark | undefined> =>
    drafts.draft(box, (question, onProgress, signal) => {
      questions.push(question);
      stream = onProgress;
      stopped = signal;
      return new Promise((done, failed) => {
        answer = (result) =>
          result instanceof Error
            ? failed(result)
            : done({ message: "", alternatives: [], backend: "offline", ...result });
      });
    });
  const undo = (): void => void (box.text = undone.pop() ?? box.text);
  return {
    ...{ box, drafts, draft, undo, questions, shown, running },
    isStopped: () => stopped?.aborted,
    answer: (result: Partial<DraftCommitResult> | Error) => answer(result),
    stream: (message: string) => stream(message),
  };
}

test("puts the message into the box, and undo restores the typed text", async () => {
  const { box, draft, answer, undo, questions } = desk("Fix");
  const drafted = draft();
  answer({ message: "Fix the total of empty orders" });
  expect(await drafted).toBeUndefined();
  expect(questions).toEqual([{ typed: "Fix", attempt: 0 }]);
  expect(box.text).toBe("Fix the total of empty orders");
  undo();
  expect(box.text).toBe("Fix");
});

test("shows the message while it is written, as one step of undo", async () => {
  const { box, draft, answer, stream, undo, shown } = desk("");
  const drafted = draft();
  stream("Fix the");
  stream("Fix the total");
  answer({ message: "Fix the total of orders" });
  await drafted;
  expect(shown).toEqual(["Fix the", "Fix the total", ""]);
  expect(box.text).toBe("Fix the total of orders");
  undo();
  expect(box.text).toBe("");
});

test("requests another message for the typed text if the box still holds the draft", async () => {
  const { box, draft, answer, questions } = desk("Fix");
  for (const message of ["Fix one", "Fix two", "Fix three"]) {
    const drafted = draft();
    answer({ message });
    await drafted;
    expect(box.text).toBe(message);
  }
  expect(questions.map(({ typed, attempt }) => `${typed} ${attempt}`)).toEqual(["Fix 0", "Fix 1", "Fix 2"]);
  // Undo brought an earlier draft back; a user who asks there has seen the others.
  box.text = "Fix two";
  const fourth = draft();
  expect(questions.at(-1)).toEqual({ typed: "Fix", attempt: 3 });
  answer({ message: "Fix two", alternatives: ["Fix four"] });
  await fourth;
  expect(box.text).toBe("Fix four");
  box.text = "Fix four more";
  void draft();
  expect(questions.at(-1)).toEqual({ typed: "Fix four more", attempt: 0 });
});

test("restores the box at once when stopped, and ignores later answers", async () => {
  const { box, drafts, draft, stream, answer, running, isStopped } = desk("Fix");
  const drafted = draft();
  stream("Fix the");
  drafts.stop();
  expect(await drafted).toBeUndefined();
  expect(box.text).toBe("Fix");
  expect(isStopped()).toBe(true);
  stream("Fix the total");
  answer({ message: "Fix the total of orders" });
  await Promise.resolve();
  expect(box.text).toBe("Fix");
  expect(running).toEqual([true, false]);
});

test("leaves the box to a user who types in it", async () => {
  const { box, draft, stream, answer } = desk("");
  const drafted = draft();
  stream("Fix");
  box.text = "Fix it myself";
  stream("Fix the");
  answer({ message: "Fix the total" });
  await drafted;
  expect(box.text).toBe("Fix it myself");
});

test("leaves the box to a user who types before the first text arrives", async () => {
  const { box, draft, answer } = desk("");
  const drafted = draft();
  box.text = "M";
  answer({ message: "Fix the total" });
  await drafted;
  expect(box.text).toBe("M");
});

test("doesn't return to a message that was shown before", async () => {
  const { box, draft, answer } = desk("");
  for (const message of ["Fix one", "Fix two"]) {
    const drafted = draft();
    answer({ message });
    await drafted;
  }
  const third = draft();
  answer({ message: "Fix one", alternatives: ["Fix two"] });
  expect((await third)?.isDrafted).toBe(false);
  expect(box.text).toBe("Fix two");
});

test("says why it has no message, and when it has no other one", async () => {
  const { box, draft, answer } = desk("Fix");
  const nothing = draft();
  answer({ message: "", reason: "Nothing has changed." });
  expect(await nothing).toEqual({ isDrafted: false, text: "Nothing has changed." });
  expect(box.text).toBe("Fix");
  const other = { isDrafted: false, text: "No other good message was found for these changes; this one stays." };
  for (const expected of [undefined, other]) {
    const drafted = draft();
    answer({ message: "Fix the total" });
    expect(await drafted).toEqual(expected);
  }
});

test("says beside the message that another writer replaced the first", async () => {
  const { box, draft, answer } = desk("");
  const drafted = draft();
  answer({ message: "Fix the total", reason: "The endpoint did not answer." });
  expect(await drafted).toEqual({ isDrafted: true, text: "The endpoint did not answer." });
  expect(box.text).toBe("Fix the total");
});

test("restores the box when the writer fails, and reports it", async () => {
  const { box, drafts, draft, stream, answer } = desk("Fix");
  const drafted = draft();
  stream("Fix the");
  answer(new Error("broken"));
  await expect(drafted).rejects.toThrow("broken");
  expect(box.text).toBe("Fix");
  expect(drafts.isRunning).toBe(false);
});

test("drafts once for a repository, however often the button is pressed", async () => {
  const { draft, answer, questions } = desk("");
  const drafted = draft();
  expect(await draft()).toBeUndefined();
  answer({ message: "Fix" });
  await drafted;
  expect(questions).toHaveLength(1);
});
