import type { CloudRequest, CompletionChunk, RoutableRequest } from "../../../server/src/model/backend";
import { CloudBackend } from "../../../server/src/model/cloud/cloudBackend";
import type { CloudObserver } from "../../../server/src/model/cloud/endpointClient";
import type { Credential } from "../../../server/src/model/cloud/credential";
import type { Endpoint } from "../../../server/src/settings/endpoint";
import { HttpConnection, type NetworkOptions } from "../../../server/src/model/cloud/httpConnection";
import type { TimeLimits } from "../../../server/src/model/cloud/watchdog";
import type { TokenUsage } from "../../../server/src/model/cloud/wire";
import { systemClock } from "../../../server/src/base/clock";
import { silentLog } from "../../../server/src/base/log";
import { checkedText } from "../../../server/src/safety/promptText";
import type { StandIn } from "./standIn";

/** Limits that no answer runs into, however busy the machine is. */
const patientLimits: TimeLimits = { connectMs: 5_000, firstTokenMs: 10_000, idleMs: 10_000 };

/** Limits that make a test of a stall short. */
export const shortLimits: TimeLimits = { connectMs: 500, firstTokenMs: 700, idleMs: 400 };

/** An endpoint at the stand-in, Azure's version-free style unless told. */
function endpointAt(standIn: Pick<StandIn, "url">, endpoint: Partial<Endpoint> = {}): Endpoint {
  const url = endpoint.kind === undefined || endpoint.kind === "azure" ? `${standIn.url}/openai/v1` : standIn.url;
  return { name: "team", kind: "azure", url, model: "gpt-4.1-nano", ...endpoint };
}

/** A backend at the stand-in, or at another server, with everything it told its observer. */
export function cloudBackend(
  standIn: Pick<StandIn, "url">,
  params: {
    endpoint?: Partial<Endpoint>;
    credential?: Credential;
    limits?: Partial<TimeLimits>;
    network?: Partial<NetworkOptions>;
  } = {},
): { backend: CloudBackend; connection: HttpConnection; usages: (TokenUsage & { isEstimated: boolean })[] } {
  const limits = { ...patientLimits, ...params.limits };
  const usages: (TokenUsage & { isEstimated: boolean })[] = [];
  const observer: CloudObserver = {
    sent: () => undefined,
    headers: () => undefined,
    usage: (usage, isEstimated) => usages.push({ ...usage, isEstimated }),
  };
  const anywhere = { allowedHosts: [], mayConnectTo: () => true, connectMs: limits.connectMs };
  const connection = new HttpConnection({ ...anywhere, ...params.network });
  const credential = params.credential ?? { kind: "key", value: "secret-key" };
  const backend = new CloudBackend({
    endpoint: endpointAt(standIn, params.endpoint),
    connection,
    credential: () => Promise.resolve(credential),
    keyAdvice: () => "Run “Nanotype: Set API Key”.",
    clock: systemClock,
    limits,
    log: silentLog,
    observer,
  });
  return { backend, connection, usages };
}

/** A request whose caret is `█` in `fixture`. */
export function completionRequest(
  fixture: string,
  request: Partial<CloudRequest> = {},
): CloudRequest & RoutableRequest {
  const [prefix = "", suffix = ""] = fixture.split("█");
  const prompt = {
    path: checkedText("src/a.ts", []),
    languageId: "typescript",
    prefix: checkedText(prefix, []),
    suffix: checkedText(suffix, []),
  };
  return {
    prompt,
    checked: () => request.prompt ?? prompt,
    candidateCount: 1,
    maxTokens: 64,
    stop: [],
    priority: "keystroke",
    documentUri: "file:///work/src/a.ts",
    memory: "mixed",
    ...request,
  };
}

/** The whole text of a stream's first candidate. */
export async function textOf(stream: AsyncIterable<CompletionChunk>): Promise<string> {
  let text = "";
  for await (const chunk of stream) if (chunk.candidate === 0) text += chunk.text;
  return text;
}
