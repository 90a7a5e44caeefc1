import { rmSync } from "node:fs";
import type { Browser } from "playwright-core";
import { createRealWorkspace, type RealWorkspace } from "../support/realWorkspace/createRealWorkspace";
import { startHost, type HostParams, type HostProcess } from "./hostProcess";
import { installedExtension } from "./vsix";
import { openBrowser, Window } from "./window";

/** Settings for ghost text alone, without IntelliSense's own pop-ups; a suite that uses this says why. */
export const calmEditor = {
  "editor.quickSuggestions": { other: "off", comments: "off", strings: "off" },
  "editor.suggestOnTriggerCharacters": false,
  "editor.parameterHints.enabled": false,
  "editor.hover.enabled": false,
} as const;

/**
 * Longest time for one test, in ms. Far more than any needs: a busy machine must not fail them, and no late step may
 * reach the next test.
 */
export const patienceMs = 180_000;

/** A host with the packaged extension, a browser, the realistic workspace and one window on it. */
export interface Workbench {
  readonly host: HostProcess;
  readonly browser: Browser;
  readonly folder: string;
  readonly window: Window;
  /** Kills the process whose command matches, and returns its id; 0 if there is none. */
  kill(command: RegExp): number;
  /** Stops the process whose command matches, and returns a function that resumes it. */
  hold(command: RegExp): () => void;
  stop(): Promise<void>;
}

/** Folder and host to open; `prepare` fills the folder before the window opens. */
export interface WorkbenchParams extends HostParams {
  readonly workspace?: string;
  readonly file?: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly prepare?: (folder: string) => void;
  /** Opens this folder instead of the realistic workspace; a suite that does says why. */
  readonly ownFolder?: string;
}

/** Opens the host, browser, workspace and window. */
export async function openWorkbench(params: WorkbenchParams): Promise<Workbench> {
  const extensionsFolder = params.extensionsFolder ?? (await installedExtension(params.version));
  const workspace = openedFolder(params.ownFolder);
  const { folder } = workspace;
  params.prepare?.(folder);
  const host = await startHost({ ...params, extensionsFolder });
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
    if (pid === 0) throw new Error(`No process matches ${String(command)}.`);
    return () => process.kill(pid, "SIGCONT");
  };
  const stop = async (): Promise<void> => {
    await browser.close();
    await host.stop();
    workspace.dispose();
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

function openedFolder(ownFolder: string | undefined): Pick<RealWorkspace, "folder" | "dispose"> {
  if (ownFolder === undefined) return createRealWorkspace();
  return { folder: ownFolder, dispose: () => rmSync(ownFolder, { recursive: true, force: true }) };
}
