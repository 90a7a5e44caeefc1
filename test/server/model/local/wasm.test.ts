import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { collect, noSignal, requestAt, startModel } from "./engine";

const fixture = "for (let i = 0; i < items.█\n  console.log(items[i]);\n}\n";

/** The native bundle where it finds no native runtime, as in the package for all platforms. */
function bundleWithoutRuntime(): string {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-bundle-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  copyFileSync("dist/modelProcess.js", join(folder, "modelProcess.js"));
  return join(folder, "modelProcess.js");
}

test("completes on WebAssembly where the native runtime does not run, and says so", async () => {
  const states: string[] = [];
  const model = startModel({ bundlePath: bundleWithoutRuntime(), wasmBundlePath: "dist/modelProcessWasm.js" });
  model.onStateChange((state) => states.push(state.kind === "ready" ? `ready on ${state.runtime}` : state.kind));
  const requests = [1, 2].map(() => collect(model.stream(requestAt(fixture), noSignal)));
  for (const { texts } of await Promise.all(requests)) expect(texts).toEqual(["length; i++) {"]);
  expect(states.at(-1)).toBe("ready on wasm");
  expect(new Set(states)).toEqual(new Set(["loading", "ready on wasm"]));
}, 60_000);

test("says what is wrong if the WebAssembly bundle is missing too", async () => {
  const model = startModel({ bundlePath: bundleWithoutRuntime() });
  await expect(collect(model.stream(requestAt(fixture), noSignal))).rejects.toMatchObject({
    kind: "processDied",
    message: expect.stringContaining("native runtime does not run") as string,
  });
});
