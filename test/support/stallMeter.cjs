// Loaded into a server by `--require`: measures how long its event loop is held. At SIGUSR2 it writes the longest time since the
// last SIGUSR2 into the file that NANOTYPE_STALLS names, in ms, and collects garbage (needs `--expose-gc`). A wait for a busy machine's processor is no stall: of each turn
// the shorter of its wall time and the main thread's time on a processor counts.
const { readFileSync, writeFileSync } = require("node:fs");
const schedule = `/proc/self/task/${process.pid}/schedstat`;
const cpuMs = () => Number(readFileSync(schedule, "utf8").split(" ")[0]) / 1e6;
const tickMs = 2;
let longestMs = 0;
let last = { wallMs: performance.now(), cpuMs: cpuMs() };
setInterval(() => {
  const now = { wallMs: performance.now(), cpuMs: cpuMs() };
  longestMs = Math.max(longestMs, Math.min(now.wallMs - last.wallMs, now.cpuMs - last.cpuMs));
  last = now;
}, tickMs).unref();
process.on("SIGUSR2", () => {
  writeFileSync(process.env.NANOTYPE_STALLS, String(longestMs));
  longestMs = 0;
  // Garbage of earlier files would otherwise be collected during the next measurement.
  gc();
  last = { wallMs: performance.now(), cpuMs: cpuMs() };
});
