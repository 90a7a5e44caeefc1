// Own folder: documents in memory; a failing part is judged, no folder is read.
import { describe, expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
const [uri, other] = ["file:///work/a.ts", "file:///work/b.ts"];

/** A model with one part that fails at every call. */
class BrokenModel extends EchoModel {
  callCount = 0;

  constructor(part: "memorize" | "forget" | "usage") {
    super(() => "answer;\n");
    this[part] = () => {
      this.callCount++;
      throw new RangeError("Maximum call stack size exceeded");
    };
  }
}

describe("completions continue when a part fails that", () => {
  test.each([
    ["remembers documents, in a timer", "memorize"],
    ["forgets documents that become excluded", "forget"],
    ["counts", "usage"],
  ] as const)("%s", async (_what, part) => {
    const model = new BrokenModel(part);
    const client = use(inMemoryClient({ createModel: () => model }));
    await client.start({ configuration: {} });
    client.open(other, "const other = 1;\n".repeat(20));
    client.open(uri, "const total = ");
    if (part === "forget") {
      await expect.poll(() => model.memorized.size).toBeGreaterThan(0);
      client.configurationChanged({ exclude: ["b.ts"] });
    }
    const callCount = async (): Promise<number> => {
      if (part === "usage") await client.stats().catch(() => undefined);
      return model.callCount;
    };
    await expect.poll(callCount).toBeGreaterThan(0);
    const items = await client.complete(uri, 14, { isInvoked: true });
    expect(items.map(({ insertText }) => insertText)).toContain("answer;");
  });
});
