import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { startHost, type HostParams, type HostProcess } from "./hostProcess";
import { installedExtension } from "./vsix";
import { openBrowser, Window } from "./window";

/** Settings of most suites: ghost text alone, without IntelliSense's own pop-ups. */
export const calmEditor = {
  "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
  "editor.suggestOnTriggerCharacters": false,
  "editor.parameterHints.enabled": false,
  "editor.hover.enabled": false,
} as const;

/** Longest time for one test, in ms. Far more than any needs: a busy machine must not fail them, nor a late step reach the next test. */
export const patienceMs = 180_000;

/** A host with the packaged extension, a browser, a scratch folder and one window on it. */
export interface Workbench {
  readonly host: HostProcess;
  readonly browser: Browser;
  readonly folder: string;
  readonly window: Window;
  /** Kills the process whose command matches, and gives its id; 0 if there is none. */
  kill(command: RegExp): number;
  /** Stops the process whose command matches; what is returned lets it go on. */
  hold(command: RegExp): () => void;
  stop(): Promise<void>;
}

/** What is opened; `prepare` fills the folder before the window opens. */
export interface WorkbenchParams extends HostParams {
  readonly workspace?: string;
  readonly file?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly prepare?: (folder: string) => void;
}

/** Opens all of that. */
export async function openWorkbench(params: WorkbenchParams): Promise<Workbench> {
  const extensionsFolder = params.extensionsFolder ?? (await installedExtension(params.version));
  const folder = mkdtempSync(join(tmpdir(), "nanotype-ws-"));
  params.prepare?.(folder);
  const host = await startHost({ ...params, extensionsFolder, settings: { ...calmEditor, ...params.settings } });
  const browser = await openBrowser();
  const signal = (command: RegExp, name: NodeJS.Signals): number => {
    const found = host.processes().find((process) => command.test(process.command));
    if (found === undefined) return 0;
    process.kill(found.pid, name);
    return found.pid;
  };
  const kill = (command: RegExp): number => signal(command, "SIGKILL");
  const hold = (command: RegExp): (() => void) => {
    const pid = signal(command, "SIGSTOP");
    if (pid === 0) throw new Error(`There is no process like ${String(command)}.`);
    return () => process.kill(pid, "SIGCONT");
  };
  const stop = async (): Promise<void> => {
    await browser.close();
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const window = await Window.open(browser, {
      host,
      folder,
      ...(params.workspace === undefined ? {} : { workspace: params.workspace }),
      ...(params.file === undefined ? {} : { file: params.file }),
      ...(params.size === undefined ? {} : { size: params.size }),
    });
    return { host, browser, folder, window, kill, hold, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
