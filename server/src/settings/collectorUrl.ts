import { isPrivateNetwork } from "./pastedUrl";

/** Path at which a collector takes spans. Source: OTLP 1.9, “OTLP/HTTP Request”. */
const tracesPath = "v1/traces";

/** Returns where a collector of OpenTelemetry takes spans, or a text with the reason if its address is invalid. */
export function parseCollectorUrl(text: string): URL | string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return "The address of the collector for traces should look like http://127.0.0.1:4318.";
  if (url.username !== "" || url.password !== "" || url.search !== "")
    return "The address of the collector for traces carries a name or password. Remove it: only collectors without one are supported.";
  if (url.protocol === "http:" && !isPrivateNetwork(url.hostname))
    return "The address of the collector for traces is unencrypted and outside of your network. Use https:// instead.";
  return new URL(tracesPath, url.href.endsWith("/") ? url : `${url.href}/`);
}
