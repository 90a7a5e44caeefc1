import { isTooLong, roomAfter } from "./contextLimit";
import { mentionOf, type Refusal } from "./refusal";
import { field, numberOf } from "./wire";

/** A request's body as sent to the endpoint. */
export type Body = Readonly<Record<string, unknown>>;

/** A departure from the usual request that an endpoint needs. */
export type RequestChange =
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  | { readonly kind: "drop"; readonly name: string }
  /** The instructions go into the user's message: the model has no system role, or wants roles to alternate. */
  | { readonly kind: "fold" }
  /** JSON is asked for without its schema. */
  | { readonly kind: "anyJson" }
  /** Room for a model's thinking, which counts as part of its answer. */
  | { readonly kind: "room" };

/** Parts of a request that are never left out: without them it would ask for something else. */
const essential = new Set(["model", "messages", "prompt", "input_prefix", "input_suffix"]);

/** Fields to leave out, in this order, when a server refuses a request without saying why. */
const extras: readonly (readonly string[])[] = [
  ["n", "stream_options", "prompt_cache_key", "prediction", "response_format", "cache_prompt", "n_cache_reuse"],
  ["stop", "temperature", "input_extra"],
  ["max_tokens"],
];

/** Refusals that no other form of the request would avoid. */
const otherReasons =
  /api[_ ]?key|model\b.{0,60}\b(?:not exist|not found|unknown)|deployment|billing|credit|content[_ ]filter/;

/** Tokens reserved for a model's thinking. // guess */
const thinkingTokens = 1_024;

/** Fields and forms that one interface of an endpoint has refused, so that later requests avoid them. Kept until the settings change. */
export class Adaptation {
  readonly #changes: RequestChange[];
  /** Number of `extras` left out; `undefined` once leaving them out has not helped. */
  #bareness: number | undefined = 0;
  #mostChars: number;

  /** `changes` may be shared between interfaces of one server. `mostChars` is the most text that the endpoint is known to take, in UTF-16 units. */
  constructor(changes: RequestChange[] = [], mostChars = Infinity) {
    this.#changes = changes;
    this.#mostChars = mostChars;
  }

  /** Most text that the endpoint takes, in UTF-16 units; infinite while no limit is known. */
  get mostChars(): number {
    return this.#mostChars;
  }

  /** Returns the request in the form that the endpoint accepts. */
  apply(body: Body): Record<string, unknown> {
    const bare = extras.slice(0, this.#bareness ?? 0).flat();
    const plain = Object.fromEntries(Object.entries(body).filter(([name]) => !bare.includes(name)));
    return this.#changes.reduce(changed, plain);
  }

  /** Records a refusal of `sent`. Returns whether the next request will differ. */
  learn(refusal: Refusal, sent: Body, size: { readonly chars: number; readonly otherTokens: number }): boolean {
    const room = roomAfter(refusal, size);
    if (room !== undefined) this.#mostChars = Math.min(this.#mostChars, room);
    if (isTooLong(refusal)) return room !== undefined;
    const change = changeFor(refusal, sent);
    if (change !== undefined) this.#changes.push(change);
    return change !== undefined || this.#learnNothing(refusal);
  }

  /** Records that thinking used up all tokens. Returns whether the next request will differ. */
  learnThinking(): boolean {
    if (this.#changes.some(({ kind }) => kind === "room")) return false;
    this.#changes.push({ kind: "room" });
    return true;
  }

  /** The departures from the usual request, in words. */
  get described(): string[] {
    const bare = extras.slice(0, this.#bareness ?? 0).flat();
    return [
      ...this.#changes.map(describe),
      ...(bare.length > 0 ? [`without ${bare.join(", ")}`] : []),
      ...(this.#mostChars < Infinity ? [`at most ${this.#mostChars} characters of text`] : []),
    ];
  }

  /** Leaves out more and more after a refusal without a reason; sends everything again once that doesn't help. */
  #learnNothing({ status, text }: Refusal): boolean {
    if (this.#bareness === undefined || (status !== 400 && status !== 422) || otherReasons.test(text)) return false;
    this.#bareness = this.#bareness < extras.length ? this.#bareness + 1 : undefined;
    return this.#bareness !== undefined;
  }
}

/** Returns the departure that a refusal calls for. */
function changeFor(refusal: Refusal, sent: Body): RequestChange | undefined {
  const { status, params, text } = refusal;
  if (status === undefined || status === 401 || status === 403 || status === 404 || status === 408 || status === 429)
    return undefined;
  if (status >= 500 && !/not supported|unsupported|unknown|unrecogni[sz]ed|not permitted|must alternate/.test(text))
    return undefined;
  if (mayFold(sent["messages"]) && isAboutRoles(refusal)) return { kind: "fold" };
  const names = Object.keys(sent).filter((name) => !essential.has(name));
  const roots = params.map((param) => /^[^.[]*/.exec(param)?.[0] ?? "");
  const named = roots.find((root) => names.includes(root)) ?? firstMentioned(names, text);
  if (named === undefined) return undefined;
  if (named === "response_format" && field(sent[named], "type") === "json_schema") return { kind: "anyJson" };
  if (named === "max_tokens" && "messages" in sent)
    return { kind: "rename", from: named, to: /use ['"`]?(max_\w+)['"`]?/.exec(text)?.[1] ?? "max_completion_tokens" };
  return { kind: "drop", name: named };
}

function firstMentioned(names: readonly string[], text: string): string | undefined {
  const found = names.map((name) => ({ name, at: mentionOf(name, text) })).filter(({ at }) => at >= 0);
  return found.sort((a, b) => a.at - b.at).at(0)?.name;
}

function isAboutRoles({ params, text }: Refusal): boolean {
  if (params.some((param) => /^messages\b.*\brole$/.test(param))) return true;
  return /\broles?\b.{0,80}\bsystem\b|\bsystem\b.{0,20}\b(?:role|message|prompt|instruction)|roles? must alternate/.test(
    text,
  );
}

/** Reports whether the messages begin with instructions, or two of one role follow each other. */
function mayFold(messages: unknown): boolean {
  if (!Array.isArray(messages)) return false;
  const roles = messages.map((message: unknown) => field(message, "role"));
  return roles.some((role, index) => role === "system" || (index > 0 && role === roles[index - 1]));
}

function changed(body: Record<string, unknown>, change: RequestChange): Record<string, unknown> {
  switch (change.kind) {
    case "rename": {
      const { [change.from]: value, ...rest } = body;
      return value === undefined ? body : { ...rest, [change.to]: value };
    }
    case "drop": {
      const { [change.name]: _, ...rest } = body;
      // Its options mean nothing without it.
      if (change.name === "stream") delete rest["stream_options"];
      return rest;
    }
    case "anyJson":
      return field(body["response_format"], "type") === "json_schema"
        ? { ...body, response_format: { type: "json_object" } }
        : body;
    case "fold":
      return Array.isArray(body["messages"]) ? { ...body, messages: folded(body["messages"]) } : body;
    case "room": {
      const name = ["max_completion_tokens", "max_tokens", "max_output_tokens"].find((known) => known in body);
      const tokens = name === undefined ? undefined : numberOf(body[name]);
      if (!("messages" in body) || name === undefined || tokens === undefined) return body;
      return { ...body, [name]: tokens + thinkingTokens, reasoning_effort: "low" };
    }
  }
}

/** Returns the messages without a system role, with neighbours of one role joined. */
function folded(messages: readonly unknown[]): { role: string; content: string }[] {
  const result: { role: string; content: string }[] = [];
  for (const message of messages) {
    const role = field(message, "role") === "assistant" ? "assistant" : "user";
    const content = String(field(message, "content"));
    const last = result.at(-1);
    if (last?.role === role) last.content += `\n\n${content}`;
    else result.push({ role, content });
  }
  return result;
}

function describe(change: RequestChange): string {
  switch (change.kind) {
    case "rename":
      return `${change.to} instead of ${change.from}`;
    case "drop":
      return `without ${change.name}`;
    case "fold":
      return "instructions in the user's message";
    case "anyJson":
      return "JSON without a schema";
    case "room":
      return "more tokens, since the model thinks first";
  }
}
