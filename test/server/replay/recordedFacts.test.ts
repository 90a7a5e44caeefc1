import { expect, test } from "vitest";
import type { FactKind, FactValue } from "../../../server/src/replay/facts";
import { RecordedFacts } from "../../../server/src/replay/recordedFacts";

/** The facts of a recording that holds one, asked for with a value that was computed now. */
function replayed(name: FactKind, recorded: FactValue, computed: FactValue): FactValue {
  const event = { kind: "fact", atMs: 0, document: 1, version: 2, name, value: recorded } as const;
  const facts = new RecordedFacts([event], () => ({ id: 1, version: 2 }));
  return facts.fact(name, "file:///a", () => computed);
}

test("a recorded fact stands for the computed one, also where the time for a verdict was over in one of them only", () => {
  expect(replayed("reads", true, false)).toBe(true);
  expect(replayed("reads", "late", true)).toBe("late");
  expect(replayed("reads", false, "late")).toBe(false);
  expect(replayed("reads", null, true)).toBeNull();
  expect(replayed("place", "code", "comment")).toBe("code");
});

test("a value of another kind is a fault of the recording, and the computed one counts", () =>
  expect(replayed("place", true, "code")).toBe("code"));
