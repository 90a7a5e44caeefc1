import { cleanPastedUrl, isPrivateNetwork } from "../../settings/pastedUrl";

/** An OpenAI-compatible server's address, or the reason why the URL cannot be used. */
export type BaseUrl =
  | {
      readonly kind: "ok";
      /** Address to which `/chat/completions`, `/completions` and `/models` are appended; without a final `/`. */
      readonly baseUrl: string;
      /** The server's root, to which llama.cpp's `/infill` is appended; without a final `/`. */
      readonly rootUrl: string;
      readonly repairs: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string };

/** Hosts whose OpenAI-compatible API isn't under `/v1`. */
const otherBases: Readonly<Partial<Record<string, string>>> = {
  "api.deepseek.com": "/beta", // where /completions takes a suffix
  "openrouter.ai": "/api/v1",
  "api.groq.com": "/openai/v1",
  "api.fireworks.ai": "/inference/v1",
  "generativelanguage.googleapis.com": "/v1beta/openai",
  "models.github.ai": "/inference",
};

/** Parses a pasted address of an OpenAI-compatible server: cuts off a request's path and adds a missing `/v1`. */
export function parseBaseUrl(pasted: string): BaseUrl {
  const cleaned = cleanPastedUrl(pasted);
  if (cleaned.kind === "refused") return cleaned;
  const { url } = cleaned;
  const repairs = [...cleaned.repairs];
  if (url.protocol === "http:" && !isPrivateNetwork(url.hostname))
    return { kind: "refused", reason: "With http your key and your code would be sent unencrypted. Use https." };
  const request =
    /\/(chat\/completions|fim\/completions|completions?|models|infill|embeddings?|responses|messages|health|props|slots|tokenize|apply-template|metrics|docs|openapi\.json|generate(_stream)?)\/*$/;
  // Native interfaces of Ollama and LM Studio; the OpenAI-compatible one is at the same host.
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
  // A path without a version belongs to a gateway and is kept unchanged.
  const isVersioned = /\/(v\d+[a-z0-9]*|beta|openai)$/.test(path);
  const known = otherBases[url.hostname];
  const isIncomplete = path === "" || (known?.startsWith(`${path}/`) ?? false);
  const base = isIncomplete ? (known ?? "/v1") : path;
  if (isIncomplete) repairs.push(`added ${base.slice(path.length)}`);
  const root = isVersioned ? path.replace(/\/[^/]+$/, "") : path;
  return { kind: "ok", baseUrl: url.origin + base, rootUrl: url.origin + root, repairs };
}
