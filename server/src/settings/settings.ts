/**
 * Every setting, once. A row here is all a setting needs: `npm run generate` writes package.json's section and
 * docs/settings.md from it, and `parseSettings` turns what an editor sends into a typed value.
 * The client imports only this file and `protocol.ts` from the server.
 */

import { isRecord } from "../base/isRecord";
import {
  amount,
  choice,
  endpointList,
  number,
  optionalText,
  switches,
  text,
  texts,
  toggle,
  type Row,
} from "./settingRow";
import { withoutSection } from "./withoutSection";

const table = {
  enable: switches("enable", {
    default: { "*": true },
    sentence:
      "Languages in which suggestions appear, by language id; `*` means every language not named. `comments`, `strings` and `prose` turn suggestions in these off, and `python:comments` in one language; you can still ask for one there.",
  }),
  eagerness: choice("eagerness", ["eager", "balanced", "quiet"], {
    default: "balanced",
    defaultInVsCode: "quiet",
    meanings: {
      eager:
        "Shows most of its suggestions. While you type, about five of 100 keys bring one that is wrong from the first character.",
      balanced:
        "Shows likely suggestions. While you type, about two of 100 keys bring one that is wrong from the first character.",
      quiet:
        "Shows very likely suggestions. While you type, about one of 100 keys brings one that is wrong from the first character.",
    },
    sentence:
      "How confident Nanotype must be before it shows a suggestion; a request by key is always answered. VS Code starts with `quiet`, and asks once whether you want more when you accept many.",
  }),
  nextEdit: choice("nextEdit", ["off", "quiet", "on"], {
    default: "on",
    defaultInVsCode: "quiet",
    meanings: {
      off: "Never.",
      quiet: "Only where it is nearly certain.",
      on: "Where it is likely: of those offered, at least 85 % are what the author did.",
    },
    sentence:
      "Whether a change that you have just made is offered at like places: a rename, an argument, the same lines. Found on this machine, without a model. In VS Code, which starts with `quiet`, Tab takes it and Escape refuses it.",
  }),
  nextEditEndpoint: toggle("nextEditEndpoint", {
    default: false,
    sentence:
      "Whether an endpoint is asked for the next edit where no like place is found. It gets your latest changes and the lines around them, at each pause after an edit. A proposal is shown only if it is small and the document still parses with it. Needs an endpoint for chat, and a mode that lets it answer.",
  }),
  debounceMaxMs: number("debounce.maxMs", {
    default: 400,
    unit: "ms",
    min: 0,
    max: 5_000,
    sentence: "Longest wait for a pause in typing before a slow model is asked; a fast one is asked at every key.",
  }),
  multiline: choice("multiline", ["never", "explicit", "auto"], {
    default: "explicit",
    meanings: {
      never: "Every suggestion stays on the caret's line.",
      explicit:
        "A suggestion that you request may be a block. Others stay on the caret's line, so that the text below never moves.",
      auto: "As `explicit`; and after a complete line, the next line is suggested by itself.",
    },
    sentence:
      "Whether a suggestion may add lines. A doc comment that you begin, as with `/**`, is suggested whole in any case.",
  }),
  maxLines: number("maxLines", {
    default: 12,
    min: 1,
    max: 50,
    sentence: "Maximum lines when you request a suggestion.",
  }),
  maxDocumentKb: number("maxDocumentKb", {
    default: 2_048,
    unit: "KB (1,024 characters)",
    min: 1,
    max: 16_384,
    sentence: "Documents above this size get no completions.",
  }),
  localModel: text("local.model", {
    default: "nanotype-6m",
    sentence:
      "Model that runs on this machine: `nanotype-6m` (comes with the extension), the id of a model that you pulled (docs/models.md), or the path of a model folder.",
  }),
  localTextModel: optionalText("local.textModel", {
    default: "",
    sentence:
      "Id of a pulled model, or path of a model folder, for prose (Markdown, plain text, the commit box), beside the model for code. It is loaded in a process of its own once prose is edited; empty uses one model for both.",
  }),
  localQuantization: choice("local.quantization", ["auto", "q8", "q4", "fp32"], {
    default: "auto",
    meanings: {
      auto: "The best compromise that the model's folder contains.",
      q8: "8-bit weights.",
      q4: "4-bit weights: smallest and fastest to load, least exact.",
      fp32: "Unquantized weights: exact, slow, four times the memory of 8-bit ones.",
    },
    sentence: "Which of the model's weights are used.",
  }),
  localIdleMinutes: number("local.idleMinutes", {
    default: 15,
    unit: "minutes",
    min: 0,
    max: 1_440,
    sentence: "Unloads the model after this time without a request, to give its memory back; `0` keeps it loaded.",
  }),
  localMemoryLimitMb: number("local.memoryLimitMb", {
    default: 1_024,
    unit: "MB",
    min: 16,
    max: 65_536,
    sentence: "Restarts the model process when it uses more memory than this.",
  }),
  localThreads: number("local.threads", {
    default: 0,
    min: 0,
    max: 64,
    sentence: "Processor threads the model uses; 0 takes one for a small model and two for a large one.",
  }),
  memoryEnabled: toggle("memory.enabled", {
    default: true,
    sentence: "Lets the words of your open and recent files take part in completions; they never leave this machine.",
  }),
  memoryWorkspace: toggle("memory.workspace", {
    default: true,
    sentence:
      "Lets files of your workspace that aren't open take part in completions too, as far as 64 MB of memory reach. They are read while you aren't typing; ignored, excluded, generated and large files (over 256 KB) are left out. Nothing of the memory leaves this machine.",
  }),
  context: choice("context", ["workspace", "openFiles", "off"], {
    default: "workspace",
    meanings: {
      workspace: "Open files, and the files that `nanotype.memory.workspace` remembers.",
      openFiles: "Open files only.",
      off: "No other file, and nothing from outside the text around the caret.",
    },
    isMachines: true,
    sentence:
      "Files of the project whose text may be added to an endpoint's prompt: a few lines like those at the caret, declarations of imported names, recent edits. Only from folders whose code you allowed to be sent, without excluded files and secrets; “Show What Would Be Sent” shows it.",
  }),
  commentsDocstrings: choice("comments.docstrings", ["auto", "google", "numpy", "sphinx"], {
    default: "auto",
    meanings: {
      auto: "The style of the file, else of your other open files, else Google's.",
      google: "Sections such as `Args:` and `Returns:`.",
      numpy: "Underlined sections such as `Parameters`.",
      sphinx: "Fields such as `:param name:`.",
    },
    sentence: "Python docstring style.",
  }),
  commentsFindStale: toggle("comments.findStale", {
    default: true,
    sentence:
      "Marks parameter names in doc comments that the declaration no longer has, as quiet hints with a quick fix.",
  }),
  quietOnBattery: toggle("quietOnBattery", {
    default: false,
    sentence: "In VS Code: stops automatic offers while the machine runs on its battery.",
  }),
  exclude: texts("exclude", {
    default: [],
    isMachines: true,
    sentence:
      "Files that stay out of prompts, memory and caches, as lines of a `.gitignore`, beside what `.gitignore` and `.nanotypeignore` name and files that hold secrets by their kind, such as `.env`; a line with `!` takes one out of that list.",
  }),
  excludeHere: texts("excludeHere", {
    default: [],
    sentence:
      "More files that stay out, for this workspace: lines as in `nanotype.exclude`, to which they are added; a line with `!` takes nothing back. For one folder, write a `.nanotypeignore` there.",
  }),
  logLevel: choice("log.level", ["error", "warn", "info", "debug"], {
    default: "info",
    meanings: {
      error: "Failures only.",
      warn: "Failures, and problems that Nanotype works around.",
      info: "Starts, stops and changes as well.",
      debug: "Every request and its times as well.",
    },
    sentence: "How much is logged; at every level the log has sizes and times, never text of your documents.",
  }),
  commitStyle: choice("commit.style", ["auto", "conventional", "plain"], {
    default: "auto",
    meanings: {
      auto: "The style of the repository's log and commitlint configuration.",
      conventional: "Conventional Commits: `type(scope): text`.",
      plain: "A sentence without a type.",
    },
    sentence: "Commit message style.",
  }),
  commitInstructions: optionalText("commit.instructions", {
    default: ".nanotype/commit.md",
    sentence:
      "File in a repository, from its top, that says how its commit messages are written (docs/commits.md); empty reads none.",
  }),
  mode: choice("mode", ["auto", "local", "cloud", "hybrid", "offline"], {
    default: "auto",
    isMachines: true,
    meanings: {
      auto: "`local`; `hybrid` once there is an endpoint.",
      local: "This machine only.",
      cloud: "Your endpoints first, this machine if they fail.",
      hybrid: "This machine at once, and an endpoint where this machine is unsure.",
      offline: "This machine only, and no connection is ever opened.",
    },
    sentence: "Where suggestions come from.",
  }),
  endpoints: endpointList("endpoints", {
    default: [],
    isMachines: true,
    sentence:
      "Servers that complete for you, the preferred one first: `name`, `kind` (`azure`, `openai`, `fim`, `llamacpp`), `url`, `model` (the deployment for Azure), and if needed `apiVersion`, `headers`, `tokenCommand`, `price`. Keys are kept apart.",
  }),
  hedge: toggle("hedge", {
    default: false,
    isMachines: true,
    sentence:
      "In `hybrid`, asks this machine and an endpoint at every pause, and the faster one answers: quicker, but costs more.",
  }),
  networkProxy: optionalText("network.proxy", {
    default: "",
    isMachines: true,
    sentence:
      "Proxy for every endpoint (a team's Redis server is reached without it), such as `http://proxy.example.com:8080`; empty takes `HTTPS_PROXY` and `NO_PROXY`.",
  }),
  networkCaFile: optionalText("network.caFile", {
    default: "",
    isMachines: true,
    sentence: "File with certificates (PEM) to trust besides the usual ones, for a company's own.",
  }),
  networkAllowedHosts: texts("network.allowedHosts", {
    default: [],
    isMachines: true,
    sentence: "Hosts that may be connected to, such as `*.openai.azure.com`; empty allows the hosts of your endpoints.",
  }),
  networkModelHub: optionalText("network.modelHub", {
    default: "",
    isMachines: true,
    sentence:
      "Address from which models are pulled, such as a mirror of the Hugging Face hub; empty takes `HF_ENDPOINT`, else the hub itself. Contacted only when you pull a model.",
  }),
  networkFirstTokenMs: number("network.firstTokenMs", {
    default: 8_000,
    unit: "ms",
    min: 100,
    max: 120_000,
    isMachines: true,
    sentence: "Timeout for the first token; after that the endpoint is skipped for a while.",
  }),
  costDailyCapUsd: amount("cost.dailyCapUsd", {
    default: 1,
    unit: "US dollars",
    min: 0,
    max: 10_000,
    isMachines: true,
    sentence:
      "Daily spending limit for endpoints, by the built-in price table; above it, only this machine completes until tomorrow. `0` means no limit.",
  }),
  cacheDisk: toggle("cache.disk", {
    default: true,
    isMachines: true,
    sentence:
      "Keeps completions, encrypted, on this machine's disk, so that the same place in a file is completed at once after a restart.",
  }),
  cacheRedisUrl: optionalText("cache.redisUrl", {
    default: "",
    isMachines: true,
    sentence:
      "A Redis server on which your team shares completions, such as `rediss://redis.example.com:6379`; they are encrypted with the team's secret. Used in the modes that use endpoints, and never through a proxy.",
  }),
  metricsHistory: toggle("metrics.history", {
    default: true,
    isMachines: true,
    sentence:
      "Keeps counts and times for `nanotype stats` on this machine's disk, across restarts: no text, no file names, no paths (docs/metrics.md).",
  }),
  metricsPort: number("metrics.port", {
    default: 0,
    min: 0,
    max: 65_535,
    isMachines: true,
    sentence:
      "Port of 127.0.0.1 on which programs on this machine, such as Prometheus, can read counts and times at `/metrics`; `0` opens none, and neither does the mode `offline`.",
  }),
  tracesUrl: optionalText("traces.url", {
    default: "",
    isMachines: true,
    sentence:
      "An OpenTelemetry collector, such as `http://127.0.0.1:4318`, that receives a span of each request to an endpoint: model, host, times, counts of tokens, kind of failure, no text (docs/metrics.md); empty sends none, and neither does a mode without endpoints.",
  }),
  record: optionalText("record", {
    default: "",
    isMachines: true,
    sentence:
      "Folder into which each session is recorded for `nanotype replay`: text of your documents, keys, requests, answers, without recognizable secrets (docs/replay.md); empty records nothing.",
  }),
  compareWith: optionalText("compareWith", {
    default: "",
    isMachines: true,
    sentence:
      "Another model that takes turns with yours, so that `nanotype stats` can say whose suggestions you take more often: the id of a model that you pulled, the path of a model folder, or the name of an endpoint (docs/evaluate.md); empty compares nothing.",
  }),
  evaluationMemory: choice("evaluation.memory", ["mixed", "off", "only"], {
    default: "mixed",
    hidden: true,
    sentence: "Whether completions come from the model and the workspace memory, the model alone, or the memory alone.",
  }),
  evaluationPrice: choice("evaluation.price", ["live", "batch"], {
    default: "live",
    hidden: true,
    sentence: "Whether endpoints cost what requests cost that are answered at once, or those in a batch.",
  }),
};

/** Every setting's value, by its name in the table. */
export type Settings = { readonly [Name in keyof typeof table]: (typeof table)[Name]["default"] };

/** The table. */
export const rows: { readonly [Name in keyof Settings]: Row<Settings[Name]> } = table;

/** A setting that could not be read. */
export interface SettingWarning {
  /** The whole key: `nanotype.maxLines`. */
  readonly key: string;
  /** The fault, a sentence for people. */
  readonly fault: string;
  /** The fault and the value used instead, a sentence for people. */
  readonly message: string;
}

/** Settings as far as they could be read, and a warning for each that could not. */
export interface ParsedSettings {
  readonly settings: Settings;
  readonly warnings: readonly SettingWarning[];
}

/**
 * Parses the settings under `nanotype` in an editor: dotted keys (`"local.model": …`), nested objects (`"local": {"model": …}`)
 * or a mixture, with or without `nanotype` before them; of several `layers` the later ones win. Unknown keys and illegal values give a warning, and the default is
 * used; of a list of endpoints only the wrong ones are left out. Never throws.
 */
export function parseSettings(...layers: readonly unknown[]): ParsedSettings {
  const given = new Map<string, unknown>();
  const warnings: SettingWarning[] = [];
  for (const raw of layers) {
    if (isRecord(raw)) for (const [key, value] of settingsByKey(withoutSection(raw))) given.set(key, value);
    else if (raw !== undefined && raw !== null)
      warnings.push(warningOf("nanotype", "The Nanotype settings are not an object", "defaults are used"));
  }
  const known = new Set(Object.values(rows).map((row) => row.key));
  for (const key of given.keys())
    if (!known.has(key)) {
      const name = `nanotype.${key.slice(0, 80)}`;
      warnings.push(warningOf(name, `The setting ${name} does not exist`, "it is ignored"));
    }

  const read = <T>(row: Row<T>, value = given.get(row.key)): T => {
    if (value === undefined || value === null) return row.default;
    const { success, data, error } = row.type.safeParse(value);
    if (success) return data;
    const [issue] = error.issues;
    const fault = row.explain?.(issue, value);
    const expected = `The setting nanotype.${row.key} must be ${row.expected}`;
    const wrong = fault === undefined ? expected : `The setting nanotype.${row.key} is not right: ${fault}`;
    const rest = row.without?.(issue, value);
    const consequence = rest === undefined ? `${defaultPhrase(row)} is used` : "it is left out";
    warnings.push(warningOf(`nanotype.${row.key}`, wrong.replace(/\.$/, ""), consequence));
    return rest === undefined ? row.default : read(row, rest);
  };
  return { settings: fromRows(read), warnings };
}

function warningOf(key: string, fault: string, consequence: string): SettingWarning {
  return { key, fault: `${fault}.`, message: `${fault}; ${consequence}.` };
}

/** Makes settings of what `read` says of each row. */
function fromRows(read: <T>(row: Row<T>) => T): Settings {
  const settings: { -readonly [Name in keyof Settings]?: Settings[Name] } = {};
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- ties each row to its own value
  const take = <Name extends keyof Settings>(name: Name): void => {
    settings[name] = read(rows[name]);
  };
  forEachName(rows, take);
  if (!isWhole(settings)) throw new Error("A setting was left out.");
  return settings;
}

function forEachName<T extends object>(of: T, visit: (name: Extract<keyof T, string>) => void): void {
  for (const name in of) visit(name);
}

function isWhole(settings: Partial<Settings>): settings is Settings {
  return Object.keys(rows).every((name) => name in settings);
}

/** The settings of a user who has set nothing. */
export const defaultSettings: Settings = parseSettings().settings;

/** Reports whether completions are wanted in documents of this language. */
export function isEnabled(settings: Settings, languageId: string): boolean {
  const name = Object.hasOwn(settings.enable, languageId) ? languageId : "*";
  return settings.enable[name] ?? true;
}

/** Returns written settings by their dotted keys, however they are nested: `{"local": {"model": …}}` has the key `local.model`. */
export function settingsByKey(written: Readonly<Record<string, unknown>>, prefix = ""): Map<string, unknown> {
  const entries = Object.entries(written).flatMap(([name, value]) => {
    const key = prefix + name;
    const isGroup = Object.values(rows).some((row) => row.key.startsWith(`${key}.`));
    return isGroup && isRecord(value) ? [...settingsByKey(value, `${key}.`)] : [[key, value] as const];
  });
  return new Map(entries);
}

/** Names the value used instead; a default of objects would not help. */
function defaultPhrase({ default: value, explain }: Row<unknown>): string {
  const isPlain = explain === undefined && (typeof value !== "object" || Array.isArray(value));
  return isPlain ? `the default ${JSON.stringify(value)}` : "the default";
}
