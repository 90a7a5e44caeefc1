import type { CompletionPrompt } from "../model/backend";
import type { Endpoint } from "../settings/endpoint";
import { outgoing } from "../model/cloud/outgoing";
import { cloudLimits } from "../model/cloud/wires";
import type { Ask } from "./ask";
import type { ReadySnippets, Secrets } from "./buildPrompt";
import { buildRequest } from "./buildRequest";
import { BackendError } from "../model/errors";
import type { Preview, PreviewedRequest } from "../protocol";

/** Parameters of a preview. */
export interface PreviewInput {
  readonly ask: Ask;
  readonly secrets: Secrets;
  /** Text from elsewhere that the request would take. */
  readonly snippets?: ReadySnippets;
  readonly endpoints: readonly Endpoint[];
  /** The reason why nothing is sent from here now, a sentence; `undefined` if text is sent. */
  readonly hindrance: string | undefined;
  /** The prompt of the model on this machine; absent if it is unknown. */
  readonly local?: CompletionPrompt;
}

/** Shows the requests that a keystroke at the caret would send, built by the same code. Opens no connection. */
export function preview({ ask, secrets, snippets, endpoints, hindrance, local }: PreviewInput): Preview {
  const { request, cuts } = buildRequest(ask, cloudLimits, secrets, snippets);
  const checked = { ...request, prompt: request.checked() };
  const requests = endpoints.map((endpoint): PreviewedRequest => {
    try {
      const sent = outgoing(endpoint, checked);
      return { endpoint: endpoint.name, ...sent, bytes: Buffer.byteLength(sent.body) };
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      return { endpoint: endpoint.name, url: "", headers: {}, body: "", bytes: 0, error: error.message };
    }
  });
  const lineOf = (offset: number): number => ask.request.document.text.slice(0, offset).split("\n").length;
  const found = cuts().map(({ rule, placeholder, offset }) => ({ rule, placeholder, line: lineOf(offset) }));
  const parts = { requests, cuts: found, hindrance: hindrance ?? "" };
  const paths = [...new Set((checked.prompt.snippets ?? []).map(({ path }): string => path))];
  return { ...parts, text: textOf(ask, parts, { local, paths }) };
}

function textOf(
  ask: Ask,
  parts: Omit<Preview, "text">,
  { local, paths }: { readonly local: CompletionPrompt | undefined; readonly paths: readonly string[] },
): string {
  const { document, offset } = ask.request;
  const before = document.text.slice(0, offset);
  const line = before.split("\n").length;
  const column = offset - before.lastIndexOf("\n");
  const { requests, cuts, hindrance } = parts;
  return [
    `What would be sent for ${document.path}, line ${line}, column ${column}`,
    "",
    ...(requests.length === 0 ? ["There is no endpoint in the settings: nothing would be sent."] : []),
    ...(requests.length > 0 && hindrance !== "" ? [hindrance] : []),
    ...(cuts.length === 0 ? ["No secrets were found in this part of the document."] : ["Cut out:"]),
    ...cuts.map((cut) => `  line ${cut.line}: ${cut.placeholder}, found by the rule ${cut.rule}`),
    ...(requests.length === 0 || paths.length === 0
      ? []
      : [`Text from elsewhere (nanotype.context): ${paths.join(", ")}`]),
    ...requests.flatMap(requestText),
    ...(local === undefined ? [] : localText(local)),
    "",
  ].join("\n");
}

function requestText({ endpoint, url, headers, body, bytes, error }: PreviewedRequest): string[] {
  if (error !== undefined) return ["", `── To ${endpoint}: nothing. ${error}`];
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return ["", `── To ${endpoint}: ${bytes.toLocaleString("en")} bytes`, "", `POST ${url}`, ...lines, "", body];
}

function localText({ path, languageId, prefix, suffix }: CompletionPrompt): string[] {
  return [
    "",
    "── To the model on this machine; never leaves this machine",
    "",
    ...[`path: ${path}`, `language: ${languageId}`],
    ...["before the caret:", prefix, "after the caret:", suffix],
  ];
}
