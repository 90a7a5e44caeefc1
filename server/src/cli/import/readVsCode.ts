import { parse } from "jsonc-parser";
import { isRecord } from "../../base/isRecord";
import { ImportDraft, type Imported } from "./imported";

type Values = Readonly<Record<string, unknown>>;

/** A tool whose settings are in VS Code's `settings.json`, under a prefix. */
interface VsCodeTool {
  readonly tool: string;
  readonly imported: Imported;
}

/** Reads VS Code's `settings.json`: what it holds of llama.vscode, twinny, Copilot and Tabby. */
export function readVsCode(source: string): VsCodeTool[] {
  const raw: unknown = parse(source);
  const values = isRecord(raw) ? raw : {};
  const has = (prefix: string): boolean => Object.keys(values).some((key) => key.startsWith(prefix));
  const tools = [
    { tool: "llama.vscode", prefix: "llama-vscode.", read: readLlama },
    { tool: "twinny", prefix: "twinny.", read: readTwinny },
    { tool: "Copilot", prefix: "github.copilot.", read: readCopilot },
    { tool: "Tabby", prefix: "tabby.", read: readTabbyExtension },
  ];
  return tools
    .filter(({ prefix }) => has(prefix))
    .map(({ tool, read }) => {
      const draft = new ImportDraft();
      read(values, draft);
      return { tool, imported: draft.result };
    });
}

/** Source: package.json of ggml-org/llama.vscode 0.0.12. `enabled` and `languageSettings`, which it lacks, are from memory. */
function readLlama(values: Values, draft: ImportDraft): void {
  const of = (name: string): unknown => values[`llama-vscode.${name}`];
  const url = of("endpoint");
  const key = of("api_key");
  if (typeof url === "string" && url.trim() !== "")
    draft.endpoint({ name: "llama.vscode", kind: "llamacpp", url: url.trim(), key });
  const certificate = of("self_signed_certificate");
  if (typeof certificate === "string" && certificate !== "") draft.set("network.caFile", certificate);
  const languages = switchesIn(of("languageSettings"));
  if (of("enabled") === false) draft.set("enable", { "*": false });
  else if (languages !== undefined) draft.set("enable", languages);
  if (of("auto") === false) draft.note(byKeyOnly);
}

/** Source: package.json of twinnydotdev/twinny 3.1.1. The other spellings, of versions before and after it, are from memory. */
function readTwinny(values: Values, draft: ImportDraft): void {
  const of = (...names: string[]): unknown =>
    names.map((name) => values[`twinny.${name}`]).find((value) => value !== undefined);
  const host = of("fimApiHostname", "apiHostname", "apiUrl", "ollamaApiHostname");
  const model = of("fimModelName", "fimModel");
  if (typeof host === "string" || typeof model === "string") {
    const given = of("fimApiPort", "apiFimPort", "ollamaApiPort");
    const port = typeof given === "number" || typeof given === "string" ? given : 11434;
    const protocol = of("apiUseTls", "useTls") === true ? "https" : "http";
    const name = typeof host === "string" && host !== "0.0.0.0" ? host : "localhost";
    const provider = of("fimApiProvider", "apiProvider");
    draft.endpoint({
      name: "twinny",
      kind: provider === "llamacpp" ? "llamacpp" : "fim",
      url: `${protocol}://${name}:${port}`,
      model: typeof model === "string" ? model : undefined,
      key: of("apiBearerToken", "fimApiBearerToken"),
    });
  }
  const wait = of("debounceWait");
  if (typeof wait === "number") draft.set("debounce.maxMs", Math.round(wait));
  const lines = of("maxLines");
  if (typeof lines === "number") draft.set("maxLines", Math.min(50, Math.max(1, Math.round(lines))));
  const isMultiline = of("multilineCompletionsEnabled", "useMultiLineCompletions");
  if (typeof isMultiline === "boolean") draft.set("multiline", isMultiline ? "auto" : "never");
  const languages = switchesIn(of("enabledLanguages"));
  if (of("enabled") === false) draft.set("enable", { "*": false });
  else if (languages !== undefined) draft.set("enable", languages);
  if (of("autoSuggestEnabled") === false || of("disableAutoSuggest") === true) draft.note(byKeyOnly);
}

/** Source: VS Code's page of AI settings (`github.copilot.enable`, `github.copilot.nextEditSuggestions.*`), and settings files in public repositories. */
function readCopilot(values: Values, draft: ImportDraft): void {
  const enable = switchesIn(values["github.copilot.enable"]);
  if (enable?.["*"] === false)
    draft.note("Copilot is off in all languages; Nanotype stays on, as it may have taken its place.");
  const named = Object.entries(enable ?? {}).filter(([language]) => language !== "*");
  const off = named.filter(([, isOn]) => !isOn).map(([language]) => [language, false] as const);
  if (off.length > 0) draft.set("enable", Object.fromEntries(off));
  const eagerness = Object.entries(values).find(([key]) => /^github\.copilot\..*eagerness$/i.test(key))?.[1];
  const ours = { low: "quiet", medium: "balanced", high: "eager" }[typeof eagerness === "string" ? eagerness : ""];
  if (ours !== undefined) draft.set("eagerness", ours);
  const nextEdit = values["github.copilot.nextEditSuggestions.enabled"];
  if (typeof nextEdit === "boolean") draft.set("nextEdit", nextEdit ? "on" : "off");
  if (values["github.copilot.editor.enableAutoCompletions"] === false) draft.note(byKeyOnly);
}

function readTabbyExtension(values: Values, draft: ImportDraft): void {
  if (values["tabby.inlineCompletion.triggerMode"] === "manual") draft.note(byKeyOnly);
  if (typeof values["tabby.endpoint"] === "string" && values["tabby.endpoint"] !== "")
    draft.note(
      "Tabby's server has a completion interface of its own; add the server of its model with nanotype endpoints add.",
    );
}

const byKeyOnly =
  'Suggestions came only on request there. Nanotype shows some by itself; the eagerness "quiet" shows the fewest.';

/** Returns an object of switches without what isn't one; `undefined` if there is none. */
function switchesIn(value: unknown): Readonly<Record<string, boolean>> | undefined {
  if (!isRecord(value)) return undefined;
  const switches = Object.entries(value).flatMap(([name, isOn]) =>
    typeof isOn === "boolean" ? [[name, isOn] as const] : [],
  );
  return switches.length === 0 ? undefined : Object.fromEntries(switches);
}
