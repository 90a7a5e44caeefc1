import { expect, test, vi } from "vitest";
import { Emitter } from "../../../server/src/base/emitter";

test("informs every listener in the order in which they came, whatever one of them throws", () => {
  const report = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const heard: string[] = [];
  const emitter = new Emitter<string>("noting words");
  emitter.listen((word) => heard.push(`first ${word}`));
  emitter.listen(() => {
    throw new TypeError("secret text");
  });
  emitter.listen((word) => heard.push(`last ${word}`));
  emitter.emit("a");
  expect(heard).toEqual(["first a", "last a"]);
  expect(report.mock.calls.join()).toMatch(/noting words failed \(TypeError/);
  expect(report.mock.calls.join()).not.toContain("secret");
  report.mockRestore();
});
