import { expect, test } from "vitest";
import { BackendError } from "../../../server/src/model/errors";
import { createLog, describeError, type LogLevel } from "../../../server/src/base/log";

function lines(level: LogLevel, write: (log: ReturnType<typeof createLog>) => void): string[] {
  const written: string[] = [];
  write(createLog({ sink: (at, line) => written.push(`${at}: ${line}`), level: () => level }));
  return written;
}

test("writes what is urgent enough, with its fields", () =>
  expect(
    lines("info", (log) => {
      log.error("Broken.", { kind: "timeout", isLast: true });
      log.info("Took long.", { elapsedMs: 12.34567, path: "src/a b.ts", absent: undefined });
      log.debug("Chatter.");
    }),
  ).toEqual(["error: Broken. kind=timeout isLast=true", 'info: Took long. elapsedMs=12.346 path="src/a b.ts"']));

test("keeps each field short and on one line", () => {
  const [line] = lines("warn", (log) => log.warn("Odd.", { value: `a\n${"b".repeat(1000)}` }));
  expect(line.length).toBeLessThan(250);
  expect(line).not.toContain("\n");
});

test("names an error without its message, which may quote the user", () => {
  const parse = (): unknown => {
    try {
      return JSON.parse("secretText");
    } catch (error) {
      return error;
    }
  };
  expect(describeError(parse())).toMatch(/^SyntaxError/);
  expect(describeError(parse())).not.toContain("secret");
  expect(describeError(new BackendError("timeout", "secret"))).toMatch(
    /^BackendError timeout at log\.test\.ts:\d+:\d+$/,
  );
  const coded = Object.assign(new Error("secret\n    at secretPlace"), { code: "EPIPE" });
  expect(describeError(coded)).toMatch(/^Error EPIPE at log\.test\.ts/);
  expect(describeError("secret")).toBe("string");
});
