import { cleanPastedUrl, isPrivateNetwork } from "../../settings/pastedUrl";

/** Where an OpenAI-compatible server is, or why the URL cannot be used. */
export type BaseUrl =
  | {
      readonly kind: "ok";
      /** The address that `/chat/completions`, `/completions` and `/models` follow; without `/` at its end. */
      readonly baseUrl: string;
      /** The server's root, which llama.cpp's `/infill` follows; without `/` at its end. */
      readonly rootUrl: string;
      readonly repairs: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string };

/** Hosts whose OpenAI-compatible API does not lie under `/v1`. */
const otherBases: Readonly<Partial<Record<string, string>>> = {
  "api.deepseek.com": "/beta", // where /completions takes a suffix
  "openrouter.ai": "/api/v1",
  "api.groq.com": "/openai/v1",
  "api.fireworks.ai": "/inference/v1",
  "generativelanguage.googleapis.com": "/v1beta/openai",
  "models.github.ai": "/inference",
};

/** Takes apart a pasted address of an OpenAI-compatible server: cuts a request's path off and adds `/v1` where it is missing. */
export function parseBaseUrl(pasted: string): BaseUrl {
  const cleaned = cleanPastedUrl(pasted);
  if (cleaned.kind === "refused") return cleaned;
  const { url } = cleaned;
  const repairs = [...cleaned.repairs];
  if (url.protocol === "http:" && !isPrivateNetwork(url.hostname))
    return { kind: "refused", reason: "With http your key and your code would travel in clear. Use https." };
  const request =
    /\/(chat\/completions|fim\/completions|completions?|models|infill|embeddings?|responses|messages|health|props|slots|tokenize|apply-template|metrics|docs|openapi\.json|generate(_stream)?)\/*$/;
  // Ollama's and LM Studio's own interfaces; the one that others speak is beside them.
  const own = /\/api\/(generate|chat|tags|show|ps|embed|embeddings|version|pull|v1\/(chat|models(\/\w+)?))\/*$/;
  if (own.test(url.pathname) && otherBases[url.hostname] === undefined) {
    url.pathname = url.pathname.replace(own, "/v1");
    repairs.push("took the OpenAI-compatible interface, /v1, instead of the server's own");
  }
  if (request.test(url.pathname)) repairs.push("cut the request's path off");
  const path = url.pathname
    .replace(request, "")
    .replace(/\/{2,}/g, "/")
    .replace(/\/+$/, "");
  // Some path besides a version is a gateway's own; it is taken as it stands.
  const isVersioned = /\/(v\d+[a-z0-9]*|beta|openai)$/.test(path);
  const known = otherBases[url.hostname];
  const isIncomplete = path === "" || (known?.startsWith(`${path}/`) ?? false);
  const base = isIncomplete ? (known ?? "/v1") : path;
  if (isIncomplete) repairs.push(`added ${base.slice(path.length)}`);
  const root = isVersioned ? path.replace(/\/[^/]+$/, "") : path;
  return { kind: "ok", baseUrl: url.origin + base, rootUrl: url.origin + root, repairs };
}
