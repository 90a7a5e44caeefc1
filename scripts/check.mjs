// Runs every check of the sources, as many at a time as there are cores, and prints those with findings. Exits 1 if any
// check failed.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** Longest first. */
const checks = {
  lint: "oxlint",
  prettier: "prettier --check --log-level warn .",
  tsc: "tsc --noEmit && tsc --noEmit --project client/src/dashboard/page",
  generated: "node scripts/run.mjs scripts/generate.ts --check",
  layers: "depcruise --config .dependency-cruiser.mjs --output-type err server/src client/src",
  exports: "knip --no-progress",
  prose: "node scripts/prose.mjs",
};

const waiting = Object.entries(checks);
let hasFailed = false;

async function work() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, command] = next;
    const { output, status, seconds } = await run(command);
    console.log(`${status === 0 ? "ok    " : "FAILED"} ${name}, ${seconds} s`);
    if (status !== 0) {
      hasFailed = true;
      console.log(output);
    }
  }
}

function run(command) {
  const startMs = Date.now();
  // npm puts node_modules/.bin into PATH.
  const child = spawn(command, { shell: true, stdio: ["ignore", "pipe", "pipe"] });
  const chunks = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stderr.on("data", (chunk) => chunks.push(chunk));
  return new Promise((resolve) =>
    child.on("close", (status) =>
      resolve({
        output: Buffer.concat(chunks).toString(),
        status,
        seconds: Math.round((Date.now() - startMs) / 1_000),
      }),
    ),
  );
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), waiting.length) }, work));
process.exitCode = hasFailed ? 1 : 0;
