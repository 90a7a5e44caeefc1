import { parse } from "smol-toml";
import { isRecord } from "../../base/isRecord";
import { ImportDraft, plainAddress, type Imported } from "./imported";

/** Reads the `config.toml` of Tabby's client. The names of its keys are from memory. */
export function readTabby(source: string): Imported {
  const config: unknown = parse(source);
  const draft = new ImportDraft();
  const section = (...names: string[]): Readonly<Record<string, unknown>> => {
    let at: unknown = config;
    for (const name of names) at = isRecord(at) ? at[name] : undefined;
    return isRecord(at) ? at : {};
  };
  const { endpoint } = section("server");
  if (typeof endpoint === "string" && endpoint !== "")
    draft.note(
      `Tabby's server ${plainAddress(endpoint)} has a completion interface of its own. Add the server of its model instead (llama.cpp, vLLM, Ollama): nanotype endpoints add.`,
    );
  const { mode, interval } = section("completion", "debounce");
  if (typeof interval === "number" && mode === "fixed") draft.set("debounce.maxMs", Math.round(interval));
  const { timeout } = section("completion");
  if (typeof timeout === "number") draft.set("network.firstTokenMs", Math.round(timeout));
  const { url, authorization } = section("proxy");
  if (typeof url === "string" && url !== "") {
    const clean = plainAddress(url);
    draft.set("network.proxy", clean);
    if (clean !== url || authorization !== undefined) draft.note("The proxy's user and password were not copied.");
  }
  const { caCerts } = section("tls");
  if (typeof caCerts === "string" && /[\\/]/.test(caCerts)) draft.set("network.caFile", caCerts);
  const { level } = section("logs");
  const logLevel = { error: "error", silent: "error", debug: "debug", verbose: "debug" }[
    typeof level === "string" ? level : ""
  ];
  if (logLevel !== undefined) draft.set("log.level", logLevel);
  return draft.result;
}
