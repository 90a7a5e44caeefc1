import { copyFileSync, existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, afterEach, beforeAll } from "vitest";
import { openWorkbench, patienceMs, type Workbench, type WorkbenchParams } from "./workbench";

/**
 * Options of tests in a real editor: two retries, since a busy machine may lose the answer to the one key that a test
 * waits for.
 */
export const hostTest = { timeout: patienceMs, retry: 2 } as const;

/**
 * Opens a workbench before the tests of the calling suite, passes it to `use`, and closes it after them. For a failed
 * try, a picture and the extension's logs are kept beside the suite's own pictures.
 */
export function useWorkbench(
  params: () => WorkbenchParams | Promise<WorkbenchParams>,
  use: (opened: Workbench) => Promise<void> | void,
): void {
  let opened: Workbench | undefined;
  beforeAll(async () => {
    const { settings, ...others } = await params();
    opened = await openWorkbench({ ...others, settings: { "nanotype.log.level": "debug", ...settings } });
    await use(opened);
  }, patienceMs);
  afterEach(async ({ task }) => {
    if (opened === undefined || task.result?.state !== "fail") return;
    const picture = await opened.window.screenshot(`failed-${task.name.replaceAll(/\W+/g, "-")}`);
    logsOf(opened).forEach((log, index) => copyFileSync(log, picture.replace(/\.png$/, `-${index + 1}.log`)));
  });
  afterAll(() => opened?.stop(), patienceMs);
}

/** Collects the extension's logs in each window so far. */
function logsOf({ host }: Workbench): string[] {
  const logs = join(host.profile, "data", "logs");
  if (!existsSync(logs)) return [];
  const files = readdirSync(logs, { recursive: true, encoding: "utf8" });
  return files.filter((file) => basename(file) === "Nanotype.log").map((file) => join(logs, file));
}
