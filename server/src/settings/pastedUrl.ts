import { isIP } from "node:net";

/** A pasted URL, cleaned or refused. */
export type PastedUrl =
  | { readonly kind: "ok"; readonly url: URL; readonly repairs: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Cleans a pasted URL: quotes and blanks are removed, a missing scheme is added. A URL that would send a key
 * unencrypted or keep one in the settings is refused with the reason.
 */
export function cleanPastedUrl(pasted: string): PastedUrl {
  const repairs: string[] = [];
  let text = pasted.trim().replace(/^["'<`(]+|["'>`),;]+$/g, "");
  if (/\s/.test(text)) return refused("The URL has blanks in it. Copy it again, without the text around it.");
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const host = /^[^/?#]*/.exec(text)?.[0] ?? "";
    const scheme = isLoopback(host.replace(/:\d+$/, "")) ? "http" : "https";
    text = `${scheme}://${text}`;
    repairs.push(`added ${scheme}://`);
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refused(
      "This is not a URL. It should look like https://NAME.openai.azure.com/ or http://localhost:8080/v1.",
    );
  }
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return refused(`Addresses of the form ${url.protocol}// cannot be used. Give one that begins with https://.`);
  if (url.username !== "" || url.password !== "")
    return refused(
      "The URL carries a user name or password. Remove it and store the key with “Nanotype: Set API Key”.",
    );
  for (const name of url.searchParams.keys())
    if (/^(api[-_]?key|key|code|token|access[-_]?token|subscription-key)$/i.test(name))
      return refused(`The URL carries a key (${name}=…). Remove it and store the key with “Nanotype: Set API Key”.`);
  url.hash = "";
  return { kind: "ok", url, repairs };
}

/** Reports whether `host` is this machine, where plain http is safe. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare.endsWith(".localhost") || bare === "::1" || /^127\./.test(bare);
}

/** Reports whether `host` is in a private network by its number or name: people run their own servers there, without certificates. */
export function isPrivateNetwork(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (isLoopback(bare)) return true;
  if (isIP(bare) === 4)
    return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(bare);
  if (isIP(bare) === 6) return /^f[cd]|^fe80/.test(bare);
  return !bare.includes(".") || /\.(local|lan|internal|home|localdomain|test)$/.test(bare);
}

function refused(reason: string): PastedUrl {
  return { kind: "refused", reason };
}
