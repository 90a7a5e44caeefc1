import { isRecord } from "../../../server/src/base/isRecord";

/** A key found in the settings, and the endpoint it belongs to. */
export interface FoundKey {
  readonly name: string;
  readonly key: string;
}

const keyFields = ["apiKey", "api_key", "api-key", "apikey", "key", "token"];
const keyHeaders = ["authorization", "api-key", "x-api-key"];
const keyParameters = /^(api[-_]?key|key|code|token|access[-_]?token|subscription-key)$/i;

/**
 * Takes the keys out of `nanotype.endpoints` as the user wrote it: from fields, headers and the address. Returns
 * `undefined` if there are none. Everything else stays as it was, wrong entries included.
 */
export function takeKeysOut(
  endpoints: unknown,
): { readonly endpoints: unknown[]; readonly keys: FoundKey[] } | undefined {
  if (!Array.isArray(endpoints)) return undefined;
  const keys: FoundKey[] = [];
  const cleaned = endpoints.map((endpoint: unknown) => {
    if (!isRecord(endpoint) || typeof endpoint["name"] !== "string") return endpoint;
    const { key, rest } = takeKeyOut(endpoint);
    if (key === undefined) return endpoint;
    keys.push({ name: endpoint["name"], key });
    return rest;
  });
  return keys.length === 0 ? undefined : { endpoints: cleaned, keys };
}

function takeKeyOut(endpoint: Readonly<Record<string, unknown>>): { key?: string; rest: Record<string, unknown> } {
  const found: string[] = [];
  const take = (value: unknown): void => {
    if (typeof value !== "string") return;
    const key = value.replace(/^(Bearer|Basic)\s+/i, "").trim();
    if (key !== "") found.push(key);
  };
  const rest: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(endpoint)) {
    if (keyFields.includes(field)) take(value);
    else if (field === "headers" && isRecord(value)) {
      const isKey = (header: string): boolean => keyHeaders.includes(header.toLowerCase());
      for (const [header, text] of Object.entries(value)) if (isKey(header)) take(text);
      const others = Object.entries(value).filter(([header]) => !isKey(header));
      if (others.length > 0) rest[field] = Object.fromEntries(others);
    } else if (field === "url" && typeof value === "string") rest[field] = cleanUrl(value, take);
    else rest[field] = value;
  }
  const key = found.at(0);
  return key === undefined ? { rest } : { key, rest };
}

/** Removes a key from an address's query or from before its host. An address without one stays as written. */
function cleanUrl(text: string, take: (value: unknown) => void): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  const names = [...url.searchParams.keys()].filter((name) => keyParameters.test(name));
  if (names.length === 0 && url.username === "" && url.password === "") return text;
  for (const name of names) {
    take(url.searchParams.get(name));
    url.searchParams.delete(name);
  }
  take(decoded(url.password || url.username));
  url.username = "";
  url.password = "";
  return url.href;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign
  }
}
