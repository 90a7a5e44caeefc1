import { Command } from "commander";

const statsHelp = `
Counts and times of every editor and server that you run on this machine, for today, the last 7 and the last 30 days. They
are kept in the cache folder, without text, file names or paths, and never leave this machine; nanotype.metrics.history
turns that off. docs/metrics.md says what each figure means.

With --json it holds one object on one line: today, week and month; each has
  from, to           the first and the last day
  suggestions        offered, accepted, partlyAccepted, kept (after 30 s), dismissed (Escape), deleted (within 5 s), savedKeys
  byLanguage, byKind, byBackend    the same, with a name
  requests, answeredBy, cacheHits  counts
  waits, waitsBySource             count, p50, p95 and p99 in ms
  failures           origin, kind and count
  localTokens, endpoints (tokens and usd), cpuSeconds
  days               suggestions, waits and usd of every day

With --prometheus it prints counters and histograms of all days in Prometheus' text format, for example for the textfile
collector of node_exporter. A running server offers the same, with its memory, on nanotype.metrics.port.

Examples:
  nanotype stats
  nanotype stats --json
  nanotype stats --prometheus > /var/lib/node_exporter/nanotype.prom`;

/** Makes the verb \`nanotype stats\`, whose work is loaded when it runs. */
export function statsCommand(): Command {
  return new Command("stats")
    .summary("show how many suggestions you took, how long they took, and what they cost")
    .description("Shows how many suggestions you took, how long they took, and what they cost.")
    .option("--json", "print one JSON object instead", false)
    .option("--prometheus", "print Prometheus' text format instead", false)
    .addHelpText("after", statsHelp)
    .action(async (options: { json: boolean; prometheus: boolean }) => (await import("./stats")).printStats(options));
}
