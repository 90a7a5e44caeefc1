// Runs a TypeScript file: node scripts/run.mjs FILE [arguments]. The bundle stays in memory; packages stay outside it.
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { basename, resolve } from "node:path";

const [file, ...rest] = process.argv.slice(2);
mkdirSync("node_modules/.cache/run", { recursive: true });
const out = resolve("node_modules/.cache/run", basename(file).replace(/\.ts$/, `-${process.pid}.cjs`));
await build({
  entryPoints: [file],
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  packages: "external",
  sourcemap: "inline",
  outfile: out,
  logLevel: "warning",
});
const child = spawn(
  process.execPath,
  ["--enable-source-maps", ...(process.env.NANOTYPE_NODE_FLAGS?.split(" ") ?? []), out, ...rest],
  { stdio: "inherit" },
);
// Ctrl+C reaches the child by itself; the caller of this process waits for the child's end.
for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (status) => {
  rmSync(out, { force: true });
  process.exit(status ?? 1);
});
