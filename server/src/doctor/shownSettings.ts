import type { Endpoint } from "../settings/endpoint";
import { rows, type Settings } from "../settings/settings";

/** Returns the settings that differ from their defaults, as a report may show them: lists as counts, addresses without their secrets. */
export function shownSettings(settings: Settings): Readonly<Record<string, unknown>> {
  const shown: Record<string, unknown> = {};
  const changed = (name: keyof Settings): boolean =>
    JSON.stringify(settings[name]) !== JSON.stringify(rows[name].default);
  for (const name of Object.keys(rows).filter(isName))
    if (changed(name)) shown[`nanotype.${rows[name].key}`] = shownValue(name, settings);
  return shown;
}

function isName(name: string): name is keyof Settings {
  return name in rows;
}

function shownValue(name: keyof Settings, settings: Settings): unknown {
  const value = settings[name];
  if (name === "endpoints") return settings.endpoints.map(shownEndpoint);
  if (name === "networkProxy" || name === "cacheRedisUrl" || name === "tracesUrl") return shownAddress(settings[name]);
  if (Array.isArray(value)) return `${value.length} entries`;
  return value;
}

function shownEndpoint({ name, kind, url, model, apiVersion, headers, tokenCommand, price }: Endpoint): unknown {
  return {
    ...{ name, kind, url: shownAddress(url), model, apiVersion, price },
    ...(headers === undefined ? {} : { headers: Object.keys(headers) }),
    ...(tokenCommand === undefined ? {} : { tokenCommand: `${tokenCommand.length} words` }),
  };
}

/** Returns an address without user, password, query and fragment; a word if it can't be read. */
function shownAddress(text: string): string {
  try {
    const { protocol, host, pathname } = new URL(text.includes("://") ? text : `https://${text}`);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return "(unreadable)";
  }
}
