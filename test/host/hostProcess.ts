import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

/** Versions of VS Code that test/host/setup.sh installs: the newest, and one near the oldest that is supported. */
export type HostVersion = "1.139" | "1.93";

/** Reports whether setup.sh has installed this version here, and the browser that the suites drive. */
export function isHostInstalled(version: HostVersion): boolean {
  return isServerInstalled(version) && existsSync(chromiumPath);
}

/** Reports whether setup.sh has installed this version here; enough for people, who have a browser. */
export function isServerInstalled(version: HostVersion): boolean {
  return existsSync(join(folderOf(version), "installed"));
}

/** Note of the host suites when they cannot run. */
export const notInstalledNote = "no VS Code here: run test/host/setup.sh";

/** Debian's browser; its own environment variable for other systems. */
export const chromiumPath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

/** Settings that keep the workbench quiet; a suite adds its own. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "update.mode": "none",
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  // Drawing a blinking caret is expensive without a graphics card.
  "editor.cursorBlinking": "solid",
  "git.openRepositoryInParentFolders": "never",
  "files.autoSave": "off",
};

export interface HostParams {
  readonly version: HostVersion;
  /** Folder with installed extensions, see `installExtension`; none means a host without Nanotype. */
  readonly extensionsFolder?: string;
  /** Settings of machine scope, such as endpoints: a window reads them from the machine it works on. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** True if folders must be trusted first (Restricted Mode); otherwise they are trusted without a question. */
  readonly isTrustAsked?: boolean;
  /** Added to the environment of the host and so of the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly port?: number;
  /** The user's own keys. */
  readonly keybindings?: readonly {
    readonly key: string;
    readonly command: string;
    readonly when?: string;
    readonly args?: Readonly<Record<string, unknown>>;
  }[];
  /** Lets a page run a suite inside the extension host (1.139 only). */
  readonly isTestDriver?: boolean;
}

/** A running VS Code server with a separate profile. */
export interface HostProcess {
  readonly version: HostVersion;
  readonly port: number;
  /** Folder of the profile: user data, home. */
  readonly profile: string;
  /** Processes of this host, whoever their parent is by now. */
  processes(): readonly { readonly pid: number; readonly command: string }[];
  /** Ends every process of this host and removes its profile. */
  stop(): Promise<void>;
}

/** Installs a .vsix into a new extensions folder, as a user's VS Code does. */
export function installExtension(version: HostVersion, vsix: string, extensionsFolder: string): void {
  const profile = mkdtempSync(join(tmpdir(), "nanotype-install-"));
  const { node, entry } = programOf(version);
  const { status, stdout, stderr } = spawnSync(
    node,
    [
      entry,
      ...["--user-data-dir", join(profile, "data"), "--extensions-dir", extensionsFolder],
      ...["--install-extension", vsix],
    ],
    { env: environmentOf(version, profile), encoding: "utf8" },
  );
  rmSync(profile, { recursive: true, force: true });
  if (status !== 0) throw new Error(`Installing ${vsix} failed:\n${stdout}${stderr}`);
}

/** Starts a host; resolves when it answers. */
export async function startHost(params: HostParams): Promise<HostProcess> {
  const { version } = params;
  const profile = mkdtempSync(join(tmpdir(), "nanotype-host-"));
  const port = params.port ?? (await freePort());
  const userFolder = join(profile, "data", "User");
  mkdirSync(userFolder, { recursive: true });
  mkdirSync(join(profile, "home"));
  writeFileSync(join(userFolder, "settings.json"), JSON.stringify({ ...quietSettings, ...params.settings }, null, 2));
  mkdirSync(join(profile, "data", "Machine"));
  writeFileSync(
    join(profile, "data", "Machine", "settings.json"),
    JSON.stringify(params.machineSettings ?? {}, null, 2),
  );
  writeFileSync(join(userFolder, "keybindings.json"), JSON.stringify(params.keybindings ?? []));
  const { node, entry } = programOf(version);
  const child = spawn(
    node,
    [
      entry,
      ...["--bind-addr", `127.0.0.1:${port}`, "--auth", "none", "--disable-telemetry", "--disable-update-check"],
      ...["--ignore-last-opened", "--user-data-dir", join(profile, "data")],
      ...["--extensions-dir", params.extensionsFolder ?? join(profile, "extensions")],
      ...(params.isTestDriver === true ? ["--vscode-option", "enable-smoke-test-driver"] : []),
      ...(params.isTrustAsked === true ? [] : ["--disable-workspace-trust"]),
      // The older host has neither option.
      ...(version === "1.93" ? [] : ["--reconnection-grace-time", "5"]),
    ],
    // A separate session, so that every process of this host can be found and ended.
    { env: { ...environmentOf(version, profile), ...params.environment }, detached: true, stdio: "ignore" },
  );
  const pid = child.pid;
  if (pid === undefined) throw new Error(`Could not start ${entry}`);
  const host: HostProcess = {
    version,
    port,
    profile,
    processes: () => processesOfSession(pid),
    async stop() {
      await endSession(pid);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  try {
    await waitUntil(async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok === true);
  } catch (error) {
    await host.stop();
    throw error;
  }
  return host;
}

/**
 * Stops the next process of `host` whose command matches, as soon as it appears, and returns a function that resumes
 * it: events "meanwhile" then take as long as a test needs.
 */
export async function holdNext(host: HostProcess, command: RegExp, act: () => void): Promise<() => void> {
  const pid = await next(host, command, act);
  process.kill(pid, "SIGSTOP");
  return () => process.kill(pid, "SIGCONT");
}

/** Returns the id of the process of `host` that `act` starts and whose command matches. */
export async function next(host: HostProcess, command: RegExp, act: () => Promise<void> | void): Promise<number> {
  const known = new Set(host.processes().map(({ pid }) => pid));
  await act();
  const endMs = Date.now() + 30_000;
  for (;;) {
    const found = host.processes().find((process) => !known.has(process.pid) && command.test(process.command));
    if (found !== undefined) return found.pid;
    if (Date.now() > endMs) throw new Error(`No process like ${String(command)} appeared.`);
    await new Promise((done) => setTimeout(done, 2));
  }
}

/**
 * Resolves once `condition` holds; checks every 50 ms.
 * @throws Error after `timeoutMs`
 */
export async function waitUntil(condition: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > endMs) throw new Error(`Not within ${timeoutMs} ms: ${condition.toString()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

function folderOf(version: HostVersion): string {
  return resolve(".cache", `host-${version}`);
}

function programOf(version: HostVersion): { node: string; entry: string } {
  const modules = join(folderOf(version), "node_modules");
  const own = join(modules, `node-linux-${process.arch}`, "bin", "node");
  return { node: existsSync(own) ? own : process.execPath, entry: join(modules, "code-server/out/node/entry.js") };
}

/** Returns a small environment, so that nothing of the test runner or of the developer's shell reaches the host. */
function environmentOf(version: HostVersion, profile: string): Record<string, string> {
  const { node } = programOf(version);
  const path = [join(node, ".."), process.env["PATH"] ?? ""].join(delimiter);
  return { PATH: path, HOME: join(profile, "home"), LANG: "C.UTF-8", SHELL: "/bin/bash" };
}

/** Returns a port of this machine at which nothing listens. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Reads /proc: a process keeps its session when its parent dies, so none escapes. */
function processesOfSession(session: number): { pid: number; command: string }[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // Fields after the name in brackets: state, parent, group, session.
      const [state, , , sid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (Number(sid) !== session || state === "Z") return [];
      return [
        { pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim() },
      ];
    } catch {
      // The process ended while we looked.
      return [];
    }
  });
}

async function endSession(session: number): Promise<void> {
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const { pid } of processesOfSession(session)) {
      try {
        process.kill(pid, signal);
      } catch {
        // Gone already.
      }
    }
  };
  signalAll("SIGTERM");
  await waitUntil(() => processesOfSession(session).length === 0, 3_000).catch(() => signalAll("SIGKILL"));
  await waitUntil(() => processesOfSession(session).length === 0, 5_000);
}
