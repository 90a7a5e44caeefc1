import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { isRecord } from "../../base/isRecord";
import { parseSettings, settingsByKey } from "../../settings/settings";
import { readUserSettings, userSettingsPath } from "../../settings/userSettings";
import { withSetting } from "../../settings/withSetting";
import { changeSettingsFile } from "../changeSettingsFile";
import { CliError } from "../cliError";
import { pick } from "../pick";
import { printable } from "../printable";
import type { Imported } from "./imported";
import { readContinue } from "./readContinue";
import { readTabby } from "./readTabby";
import { readVsCode } from "./readVsCode";

/** Options of `nanotype import`. */
interface ImportOptions {
  readonly write: boolean;
  readonly json: boolean;
}

/** Settings that were found, with their tool and file. */
interface Found {
  readonly tool: string;
  readonly path: string;
  readonly imported: Imported;
}

/** Largest file that is read, in bytes. // guess */
const maxBytes = 4_000_000;

/**
 * Shows what the settings of other tools would set here, and sets it if the user says so. Settings that the user has already are kept.
 * @throws CliError
 */
export async function importSettings(files: readonly string[], { write, json }: ImportOptions): Promise<void> {
  const found = (files.length > 0 ? files : usualFiles()).flatMap(readFound);
  const proposal = proposed(found);
  if (json) process.stdout.write(`${JSON.stringify(proposal)}\n`);
  else process.stdout.write(printable(shown(found, proposal)));
  if (Object.keys(proposal.settings).length === 0) return;
  const mayAsk = !json && process.stdin.isTTY && process.stderr.isTTY;
  const terminal = { input: process.stdin, output: process.stderr };
  const isWanted = write || (mayAsk && (await pick("Set this?", ["Yes", "No"], terminal)) === "Yes");
  if (!isWanted) {
    process.stderr.write("nanotype: nothing was changed; --write sets it.\n");
    return;
  }
  await changeSettingsFile((settings) => withProposal(settings, proposal.settings));
  process.stderr.write(`nanotype: set in ${userSettingsPath()}.\n`);
}

/** Finds the files that the other tools have on this machine. */
function usualFiles(): string[] {
  const home = homedir();
  const configs =
    process.platform === "win32"
      ? (process.env["APPDATA"] ?? join(home, "AppData", "Roaming"))
      : process.platform === "darwin"
        ? join(home, "Library", "Application Support")
        : process.env["XDG_CONFIG_HOME"] || join(home, ".config");
  const editors = ["Code", "Code - Insiders", "VSCodium", "Cursor"].map((editor) =>
    join(configs, editor, "User", "settings.json"),
  );
  const [yaml, json] = ["config.yaml", "config.json"].map((name) => join(home, ".continue", name));
  const tools = [isFile(yaml) ? yaml : json, join(home, ".tabby-client", "agent", "config.toml"), ...editors];
  return tools.filter(isFile);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function readFound(path: string): Found[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true || stats.size > maxBytes) throw new CliError(2, `${path} is not a file of settings.`);
  const text = readFileSync(path, "utf8");
  try {
    if (path.endsWith(".toml")) return [{ tool: "Tabby", path, imported: readTabby(text) }];
    if (/\.ya?ml$/.test(path)) return [{ tool: "Continue", path, imported: readContinue(text, path) }];
    if (basename(path) !== "settings.json") return [{ tool: "Continue", path, imported: readContinue(text, path) }];
    return readVsCode(text).map((found) => ({ ...found, path }));
  } catch {
    // The parser's own words quote the file.
    throw new CliError(1, `${path} can't be read: its form is wrong.`);
  }
}

/** Proposed changes: legal values of settings that the user hasn't set, and endpoints under free names. */
interface Proposal {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

function proposed(found: readonly Found[]): Proposal {
  const own = settingsByKey(readUserSettings().settings);
  const taken = new Set(endpointsIn(own.get("endpoints")).map(({ name }) => name));
  const settings: Record<string, unknown> = {};
  const notes = found.flatMap(({ imported }) => imported.notes);
  const endpoints: Readonly<Record<string, unknown>>[] = [];
  for (const { imported, tool } of found)
    for (const [key, value] of Object.entries(imported.settings)) {
      if (key === "endpoints") {
        for (const endpoint of endpointsIn(value)) {
          const { warnings } = parseSettings({ endpoints: [endpoint] });
          if (warnings.length > 0) notes.push(`An endpoint of ${tool} was left out: ${warnings[0].message}`);
          else if (taken.has(endpoint["name"]))
            notes.push(`You have an endpoint ${String(endpoint["name"])} already; that of ${tool} was left out.`);
          else {
            taken.add(endpoint["name"]);
            endpoints.push(endpoint);
          }
        }
        continue;
      }
      const { warnings } = parseSettings({ [key]: value });
      if (warnings.length > 0) notes.push(`${tool}: ${warnings[0].message}`);
      else if (own.has(key)) notes.push(`You have set nanotype.${key} already; it is kept.`);
      else settings[key] ??= value;
    }
  if (endpoints.length > 0) settings["endpoints"] = endpoints;
  return { settings, notes: [...new Set(notes)] };
}

function withProposal(
  now: Readonly<Record<string, unknown>>,
  proposal: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const own: unknown = settingsByKey(now).get("endpoints");
  return Object.entries(proposal).reduce((settings, [key, value]) => {
    const next = key === "endpoints" ? [...listed(own), ...endpointsIn(value)] : value;
    return withSetting(settings, key, next);
  }, now);
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function endpointsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  return listed(value).filter(isRecord);
}

function shown(found: readonly Found[], { settings, notes }: Proposal): string {
  if (found.length === 0)
    return "No settings of Continue, Tabby, llama.vscode, twinny or Copilot were found; name their file.\n";
  const lines = Object.entries(settings).flatMap(([key, value]) =>
    key === "endpoints"
      ? endpointsIn(value).map(
          ({ name, kind, url, model }) =>
            `  endpoint ${String(name)}: ${[kind, model ?? [], "at", url].flat().map(String).join(" ")}`,
        )
      : [`  nanotype.${key}: ${JSON.stringify(value)}`],
  );
  const from = found.map(({ tool, path }) => `${tool} (${path})`).join(", ");
  return [
    `From ${from}:`,
    ...(lines.length === 0 ? ["  nothing to set"] : lines),
    ...notes.map((note) => `- ${note}`),
    "",
  ].join("\n");
}
