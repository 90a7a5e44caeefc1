import { describe, expect, test } from "vitest";
import { Consents } from "../../../../server/src/safety/consent/consents";
import { Gate } from "../../../../server/src/safety/consent/gate";

const work = "file:///work";
const other = "file:///other";

/** Returns a gate for two open folders and one receiver, after an answer about each folder. */
function gateAfter(said: Readonly<Record<string, "yes" | "no">>): Gate {
  const consents = new Consents();
  for (const [place, answer] of Object.entries(said))
    void consents.set(place, { answer, receivers: answer === "yes" ? ["ai.example.com"] : [] });
  const gate = new Gate({ consents, ask: () => Promise.resolve(undefined), onChange: () => undefined });
  gate.setFolders([work, other]);
  gate.setReceivers(["ai.example.com"]);
  return gate;
}

/** Expects the text that may leave, and which of two hosts may be connected to. */
function check(gate: Gate, expected: { leaving: readonly string[]; connected: readonly string[] }): void {
  expect({
    leaving: [`${work}/a.ts`, `${other}/a.ts`].filter((uri) => gate.mayLeave(uri)),
    connected: ["ai.example.com", "else.example.com"].filter((host) => gate.mayConnectTo(host)),
  }).toEqual(expected);
}

describe("through the gate", () => {
  test("nothing goes before anything was said", () => check(gateAfter({}), { leaving: [], connected: [] }));
  test("nothing goes after a no", () => check(gateAfter({ [work]: "no" }), { leaving: [], connected: [] }));
  test("only the text of the allowed folder leaves, and only to the named receivers", () =>
    check(gateAfter({ [work]: "yes", [other]: "no" }), {
      leaving: [`${work}/a.ts`],
      connected: ["ai.example.com"],
    }));
  test("nothing goes in an untrusted workspace, and all as before once it is trusted", () => {
    const gate = gateAfter({ [work]: "yes" });
    gate.setTrusted(false);
    check(gate, { leaving: [], connected: [] });
    gate.setTrusted(true);
    check(gate, { leaving: [`${work}/a.ts`], connected: ["ai.example.com"] });
  });
  test("nothing goes once the settings name another receiver, not even to the old one", () => {
    const gate = gateAfter({ [work]: "yes" });
    gate.setReceivers(["else.example.com"]);
    check(gate, { leaving: [], connected: [] });
  });
  test("nothing goes where the settings name none", () => {
    const gate = gateAfter({ [work]: "yes" });
    gate.setReceivers([]);
    check(gate, { leaving: [], connected: [] });
  });
  test("nothing goes after a yes was taken back", () => {
    const gate = gateAfter({ [work]: "yes" });
    void gate.decline(`${work}/a.ts`);
    check(gate, { leaving: [], connected: [] });
  });
});
