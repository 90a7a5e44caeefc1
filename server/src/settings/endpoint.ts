import * as z from "zod/mini";
import { isRecord } from "../base/isRecord";

/** Protocol of an endpoint: Azure chat, any OpenAI-compatible chat, `/v1/completions` with a suffix, or llama.cpp's `/infill`. */
export const endpointKinds = ["azure", "openai", "fim", "llamacpp"] as const;
export type EndpointKind = (typeof endpointKinds)[number];

/** A server that completes for us, as the user configures it. Never holds a key. */
export interface Endpoint {
  /** The user's name for it; also names its key. */
  readonly name: string;
  readonly kind: EndpointKind;
  /** As pasted; `azureUrl.ts` and `baseUrl.ts` parse it. */
  readonly url: string;
  /** Model id; for Azure the name of the deployment. */
  readonly model: string;
  /** Azure only: the classic style's `api-version`. Without it the version-free `/openai/v1` style is used. */
  readonly apiVersion?: string;
  /** Sent with every request, e.g. for a company's gateway. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A program and its arguments that print a bearer token, for sign-ins that expire; started without a shell. */
  readonly tokenCommand?: readonly string[];
  /** Price of its tokens, in US dollars a million; for models that the price table lacks. */
  readonly price?: EndpointPrice;
  /** The model's own name, if `model` is an alias: it shows the tokens in which the model was trained, and its price. */
  readonly family?: string;
  /** Most tokens of a prompt. */
  readonly contextTokens?: number;
  /** Endpoints with the same rank are asked in the order of their measured latency, those with a lower one first; without it the list's order counts. */
  readonly rank?: number;
}

/** A price as the user gives it. Without `cachedInput` cached tokens cost as much as others. */
export interface EndpointPrice extends TokenPrice {
  /** The price of requests whose prompts have more tokens than `promptTokens`. */
  readonly above?: TokenPrice & { readonly promptTokens: number };
  /** The price of requests in a batch; without it half of the usual one. */
  readonly batch?: TokenPrice;
}

interface TokenPrice {
  readonly input: number;
  readonly cachedInput?: number;
  readonly output: number;
}

/** Name of the deployment assumed when none is given. */
export const defaultAzureDeployment = "gpt-4.1-nano";

/** Returns the environment variable that may hold an endpoint's key: `my-team.eu` → `NANOTYPE_KEY_MY_TEAM_EU`. */
export function keyVariable(endpointName: string): string {
  return `NANOTYPE_KEY_${endpointName.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}

/** Least context worth asking, in tokens: it holds a few lines and the answer. // guess */
const fewestContextTokens = 1_024;

const text = z.string().check(z.refine((value) => value.trim() !== ""));
const amount = z.number().check(z.refine((value) => value >= 0 && value < 1e6));

const tokenPrice = { input: amount, cachedInput: z.optional(amount), output: amount };

/** Type of one entry of `nanotype.endpoints`; fills in the model if the kind has a usual one. */
export const endpointType: z.ZodMiniType<Endpoint> = z.pipe(
  z.strictObject({
    name: text,
    kind: z.enum(endpointKinds),
    url: text,
    model: z.optional(z.string()),
    apiVersion: z.optional(z.string()),
    headers: z.optional(z.record(z.string(), z.string())),
    tokenCommand: z.optional(z.array(z.string()).check(z.minLength(1))),
    price: z.optional(
      z.strictObject({
        ...tokenPrice,
        above: z.optional(z.strictObject({ ...tokenPrice, promptTokens: z.int() })),
        batch: z.optional(z.strictObject(tokenPrice)),
      }),
    ),
    family: z.optional(text),
    contextTokens: z.optional(z.int().check(z.gte(fewestContextTokens))),
    rank: z.optional(z.int()),
  }),
  z.transform((given, { issues }): Endpoint => {
    const { kind, model = usualModels[kind] ?? "", headers = {}, tokenCommand } = given;
    const refuse = (...path: string[]): void => void issues.push({ code: "custom", input: given, path });
    if (model.trim() === "") refuse("model");
    const header = Object.keys(headers).find(isCredentialHeader);
    if (header !== undefined) refuse("headers", header);
    if (tokenCommand?.[0] === "") refuse("tokenCommand");
    return { ...given, model };
  }),
);

const usualModels: Readonly<Partial<Record<EndpointKind, string>>> = {
  azure: defaultAzureDeployment,
  llamacpp: "default",
};

/** Reads one entry of `nanotype.endpoints`; returns a text with the reason if it is invalid. */
export function parseEndpoint(raw: unknown): Endpoint | string {
  const { success, data, error } = endpointType.safeParse(raw);
  return success ? data : explainEndpoint(error.issues[0], raw);
}

/** Explains the fault of an entry of `nanotype.endpoints`; `depth` is the entry's depth in the issue's path. */
export function explainEndpoint(issue: z.core.$ZodIssue, raw: unknown, depth = 0): string {
  const [field, part] = issue.path.slice(depth);
  if (!isRecord(raw)) return "An endpoint must be an object with name, kind, url and model.";
  const { name } = raw;
  if (field === "name" || typeof name !== "string") return "An endpoint has no name.";
  const called = `The endpoint "${name.slice(0, 40)}"`;
  if (issue.path.length === depth) {
    const [unknown = ""] = issue.code === "unrecognized_keys" ? issue.keys : [];
    return `${called} has an unknown field ${unknown.slice(0, 40)}.`;
  }
  if (field === "headers" && issue.code === "custom")
    return `${called} has a key in its header ${String(part)}. Remove it from the settings and store the key with "Nanotype: Set API Key".`;
  return `${called}${faults[String(field)] ?? " is not right."}`;
}

const faults: Readonly<Partial<Record<string, string>>> = {
  kind: ` needs a kind: ${endpointKinds.join(", ")}.`,
  url: " needs a url.",
  model: " needs a model.",
  apiVersion: ": apiVersion must be a text.",
  headers: ": headers must be an object of texts.",
  tokenCommand: ": tokenCommand must be a list of texts, a program and its arguments.",
  family: ": family must be the model's own name, a text.",
  contextTokens: `: contextTokens must be a whole number of at least ${fewestContextTokens}.`,
  price:
    ": price must be an object of numbers, US dollars a million tokens: input, output, and if it differs cachedInput; for longer prompts the same in above, with promptTokens, and for batches in batch.",
  rank: ": rank must be a whole number.",
};

/** Reports whether a header carries a secret, which is never a setting. */
function isCredentialHeader(header: string): boolean {
  return ["authorization", "api-key", "x-api-key", "cookie", "proxy-authorization"].includes(header.toLowerCase());
}
