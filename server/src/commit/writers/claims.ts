/** A statement in a message that only the change, the branch or the user can support. */
export interface Claim {
  readonly kind: "reference" | "person" | "figure";
  /** A reference or number as written; a person's name. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Texts in which claims are looked up. */
export interface KnownText {
  readonly text: string;
  readonly lowerCase: string;
  readonly numbers: ReadonlySet<number>;
}

/** `https://tracker.example/1`, `ada@example.com`, `@octocat`; not `@` alone. */
const address = String.raw`(?:https?:\/\/|www\.)[^\s<>()[\]"'${"`"}]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.@/${"`"}])@[A-Za-z][\w-]*`;
/** `#12`, `!34`, `&5`, `acme/shop#12`, `AB#12`; not `a!12b`, `&&1`. */
const numbered = String.raw`(?<![\w#!&/.-])(?:[\w.-]+(?:\/[\w.-]+)*(?=[#!]\d))?[#!&]\d+\b`;
/** `SHOP-55`, `GH-12`, `CVE-2026-1234`, `GHSA-…`, `T1234`, a commit's id such as `1a2b3c4d`. */
const keyed = String.raw`(?<![\w-])(?:CVE-\d{4}-\d+|GHSA(?:-[0-9a-z]{4}){3}|[A-Z][A-Z0-9]{1,9}-\d+|[TD]\d{3,}|(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40})(?![\w-])`;
/** `issue 12`, `Pull request #3`, `bug no. 4`; not `issue of 12`. */
const worded = String.raw`\b(?:[Ii]ssues?|[Tt]ickets?|[Bb]ugs?|PRs?|MRs?|[Pp]ull [Rr]equests?|[Mm]erge [Rr]equests?|[Ss]tory|[Tt]ask|[Ee]pic)[\s:]+(?:no\.? *|number )?#?\d+\b`;
/** `suggested by Ada Lovelace`, `thanks to Bob`; not `written by hand`. */
const person = String.raw`\b(?:[Tt]hanks to|[Cc]redits? to|[Cc]ourtesy of|(?:[Rr]eported|[Ss]uggested|[Rr]equested|[Pp]roposed|[Ff]ound|[Nn]oticed|[Dd]iscovered|[Rr]eviewed|[Aa]pproved|[Tt]ested|[Ww]ritten|[Cc]ontributed|(?:[Cc]o-)?[Aa]uthored) by|(?:[Pp]aired|[Pp]airing|[Dd]iscussed|[Cc]o-authored) with) (?<who>\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*)*)`;
/** `40 %`, `3x`, `2 times`, `50ms`, `v2`, any number of two digits or more; not the 2 of `utf-8-2`. */
const figure = String.raw`(?<![\w.,#/-])(?:\d+(?:[.,]\d+)*(?:\s?(?:%|‰|percent\b|per ?cent\b)|[x×](?!\w)|\s?(?:times|fold|[nµu]s|ms|seconds?|minutes?|hours?|[kKMGT]i?B|bytes?|fps)\b|s\b)|v\d+(?!\w|\.\d)|\d{2,}(?:[.,]\d+)*(?![\w-]))`;
const claims = new RegExp(
  `(?<reference>${[address, numbered, keyed, worded].join("|")})|${person}|(?<figure>${figure})`,
  "gu",
);
/** Standards and algorithms that are written like tickets: `UTF-8`, `SHA-256`. */
const standard =
  /^(?:UTF|SHA|MD|ISO|IEC|RFC|AES|RSA|ES|HTTP|TLS|SSL|HS|RS|PEP|BASE|IPV|CP|LATIN|UCS|ASCII|FIPS|WCAG|COVID)-\d+$/;
/** Factors between units: per cent, thousands, seconds and minutes, kilobytes. */
const factors = [1, 100, 1_000, 60, 3_600, 1_024];

/** Finds the claims of a text, in order. */
export function claimsIn(text: string): Claim[] {
  return [...text.matchAll(claims)].map((match): Claim => {
    const place = { start: match.index, end: match.index + match[0].length };
    const groups: Readonly<Partial<Record<string, string>>> = match.groups ?? {};
    const { reference, who, figure: number = "" } = groups;
    if (reference !== undefined) return { kind: "reference", text: reference.replace(/[.,;:!?]+$/, ""), ...place };
    return who === undefined ? { kind: "figure", text: number, ...place } : { kind: "person", text: who, ...place };
  });
}

/** Prepares a text for `isKnown`. */
export function knownFrom(text: string): KnownText {
  const numbers = text.match(/\d+(?:[.,]\d+)*/g) ?? [];
  return { text, lowerCase: text.toLowerCase(), numbers: new Set(numbers.map(numberOf)) };
}

/** Reports whether a claim is in a text: references by their letters, numbers also in another unit. */
export function isKnown({ kind, text }: Claim, known: KnownText): boolean {
  if (kind === "person") return text.split(" ").every((name) => known.text.includes(name.replace(/['’.]s?$/, "")));
  if (kind === "figure") {
    const number = numberOf(/\d+(?:[.,]\d+)*/.exec(text)?.[0] ?? "");
    return factors.some((factor) => known.numbers.has(number * factor) || known.numbers.has(number / factor));
  }
  if (standard.test(text)) return true;
  // `acme/shop#12` and `issue 12` are known by `#12`.
  const number = /^[\w./-]+(#\d+)$/.exec(text)?.[1];
  const word = /^[\p{L} ]+[\s:]+(?:no\.? *|number )?#?(\d+)$/u.exec(text)?.[1];
  const ways = [text, number, word === undefined ? undefined : `#${word}`];
  return ways.some((one) => one !== undefined && holds(known.lowerCase, one.toLowerCase()));
}

/** Reports whether a text contains a reference that isn't the beginning or the end of a longer one. */
function holds(text: string, reference: string): boolean {
  for (let at = text.indexOf(reference); at >= 0; at = text.indexOf(reference, at + 1)) {
    const isStart = !/[\p{L}\p{N}]/u.test(text.charAt(at - 1)) || !/^[\p{L}\p{N}]/u.test(reference);
    if (isStart && !/\d/.test(text.charAt(at + reference.length))) return true;
  }
  return false;
}

/** Parses a number: `1,000` and `1000` are the same; `0,5` is read as `0.5`. */
function numberOf(text: string): number {
  return Number(text.replace(/[.,](?=\d{3}(?:\D|$))/g, "").replace(",", "."));
}
