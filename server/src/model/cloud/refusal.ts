import { field, numberOf } from "./wire";

/** A refused request in the server's own words. Never logged or shown: they may quote the request. */
export interface Refusal {
  /** HTTP status; taken from the body if the refusal came in a stream. */
  readonly status: number | undefined;
  /** Parts of the request that the server names as wrong: `max_tokens`, `messages[0].role`. */
  readonly params: readonly string[];
  /** All its text, in lower case. */
  readonly text: string;
  /** Numbers that the server names, such as llama.cpp's `n_ctx`. */
  readonly numbers: Readonly<Partial<Record<string, number>>>;
  /** Google's `retryDelay`: `37s`. */
  readonly delay: string | undefined;
}

/** Longest text that is searched, in UTF-16 units: servers that quote the request give the reason before or after it. */
const mostChars = 4_000;

/**
 * The request as some servers quote it, which isn't their reason: pydantic's `'input': …` up to the next field or error, and `last read: …` of
 * llama.cpp's JSON parser. Near miss: `'input': expected a string`.
 */
const quotedRequest =
  /['"]input['"]: ['"[{][^]*?(?=, ['"](?:ctx|url)['"]: |\}, \{['"]type['"]: |$)|\blast read: [^]*$/g;

/** Reads an error's body in the forms of OpenAI, FastAPI (`detail[].loc`), Mistral, Ollama, llama.cpp and their gateways. */
export function readRefusal(status: number | undefined, body: unknown): Refusal {
  const params: string[] = [];
  const texts: string[] = [];
  const numbers: Record<string, number> = {};
  let delay: string | undefined;
  const visit = (value: unknown, name: string, depth: number): void => {
    if (name === "input") return; // the request, quoted
    if (typeof value === "string") {
      if (name === "param" || name === "parameter") params.push(value);
      else if (name === "retryDelay") delay = value;
      else texts.push(ends(value).replace(quotedRequest, ""));
    } else if (typeof value === "number") numbers[name] = value;
    else if (name === "loc" && Array.isArray(value)) params.push(value.filter((part) => part !== "body").join("."));
    else if (depth < 6 && typeof value === "object" && value !== null) {
      // An array's elements keep its name.
      for (const [key, inner] of Object.entries(value).slice(0, 40))
        visit(inner, Array.isArray(value) ? name : key, depth + 1);
    }
  };
  visit(body, "", 0);
  return {
    status: status ?? statusIn(body),
    params: params.filter((param) => param !== "").slice(0, 10),
    text: texts
      .join("\n")
      .slice(0, 2 * mostChars)
      .toLowerCase(),
    numbers,
    delay,
  };
}

/** Leaves out the middle of a text that is too long. */
function ends(text: string): string {
  return text.length <= mostChars ? text : text.slice(0, mostChars / 2) + text.slice(-mostChars / 2);
}

/** Returns the HTTP status that an error object in a stream gives as its code. */
function statusIn(body: unknown): number | undefined {
  for (const name of ["code", "status", "status_code"]) {
    const given = field(body, name);
    const status = numberOf(typeof given === "string" && /^\d{3}$/.test(given) ? Number(given) : given);
    if (status !== undefined && status >= 400 && status < 600) return status;
  }
  return undefined;
}

/** Finds where a refusal names `part` of a request, or -1. Short names are also words, so they need quotes or the like around them. */
export function mentionOf(part: string, text: string): number {
  const name = part.replaceAll("_", "[_ -]?");
  const isWord = part.length < 7 && !part.includes("_");
  const marked = String.raw`['"\x60(\[]${name}\b|\b(?:parameter|argument|field|key|property|option|input|supplied)s?:? ${name}\b`;
  const used = String.raw`\b${name}\s*(?:[=>]|must\b|should\b|parameter\b|argument\b|values?\b|sequences?\b|(?:is|are) (?:not|un))`;
  return text.search(new RegExp(isWord ? `${marked}|${used}` : String.raw`(?<![\w-])${name}(?!\w)`));
}
