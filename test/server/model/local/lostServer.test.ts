import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gone } from "../../../support/processes";

/**
 * Stands for a server that is killed while its model process loads: it stops that one right at its first sign of life, so that
 * its next sign, once it runs again, comes before it can notice.
 */
const doomedServer = `
  const { fork } = require("node:child_process");
  const [, errors] = process.argv;
  const file = require("node:fs").openSync(errors, "w");
  const child = fork("dist/modelProcess.js", [], { stdio: ["ignore", file, file, "ipc"], serialization: "advanced", execArgv: [] });
  child.once("message", () => {
    process.kill(child.pid, "SIGSTOP");
    require("node:fs").writeSync(1, String(child.pid));
    process.kill(process.pid, "SIGKILL");
  });
  const options = { modelFolder: "server/models/nanotype-6m", quantization: "q8", threadCount: 1, memoryLimitBytes: 1e9 };
  child.send({ type: "load", options });
`;

/** Longer than the time between two signs of life. */
const overdueMs = 1_500;

test("the model process ends without a word when its server was killed and a sign of life finds no reader", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-lost-"));
  const errors = join(folder, "stderr");
  closeSync(openSync(errors, "w"));
  const server = spawn(process.execPath, ["-e", doomedServer, errors], { stdio: ["ignore", "pipe", "inherit"] });
  const childId = await new Promise<number>((resolve) => server.stdout.once("data", (data) => resolve(Number(data))));
  await gone(server.pid!);
  await new Promise((resolve) => setTimeout(resolve, overdueMs));
  process.kill(childId, "SIGCONT");
  await gone(childId);
  expect(readFileSync(errors, "utf8")).toBe("");
  rmSync(folder, { recursive: true });
});
