/** The hub of the catalogue's models. Source: its documentation, "Hub API endpoints". */
const usualHub = "https://huggingface.co";

/** Returns the hub's address: the setting's, else that of `HF_ENDPOINT`, which the hub's own tools read, else the usual one. `undefined` if it isn't an address. */
export function hubAddress(
  setting: string,
  environment: Readonly<Partial<Record<string, string>>> = process.env,
): URL | undefined {
  const written = setting !== "" ? setting : (environment["HF_ENDPOINT"] ?? "").trim();
  return webUrl(written === "" ? usualHub : written);
}

/** Parses an address of the web, relative to another one if given; `undefined` for anything else. */
export function webUrl(text: string, from?: URL): URL | undefined {
  if (!URL.canParse(text, from?.href)) return undefined;
  const url = new URL(text, from);
  return /^https?:$/.test(url.protocol) ? url : undefined;
}

/** Writes out the address in a source of the catalogue. */
export function sourceUrl(source: string): string {
  return source.replace(/^hub:/, `${usualHub}/`);
}
