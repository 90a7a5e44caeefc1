/** Form of the verb at the start of a message. */
export type Mood = "imperative" | "past" | "present" | "gerund";

/** Verbs that open messages, with the forms that rules do not produce. */
const irregular: Readonly<Partial<Record<string, { past?: string; present?: string; gerund?: string }>>> = {
  make: { past: "made", gerund: "making" },
  let: { past: "let", gerund: "letting" },
  set: { past: "set", gerund: "setting" },
  get: { past: "got", gerund: "getting" },
  keep: { past: "kept" },
  drop: { past: "dropped", gerund: "dropping" },
  stop: { past: "stopped", gerund: "stopping" },
  skip: { past: "skipped", gerund: "skipping" },
  wrap: { past: "wrapped", gerund: "wrapping" },
  put: { past: "put", gerund: "putting" },
  run: { past: "ran", gerund: "running" },
  build: { past: "built" },
  rewrite: { past: "rewrote", gerund: "rewriting" },
  write: { past: "wrote", gerund: "writing" },
  read: { past: "read" },
  send: { past: "sent" },
  throw: { past: "threw" },
  split: { past: "split", gerund: "splitting" },
  pin: { past: "pinned", gerund: "pinning" },
  unpin: { past: "unpinned", gerund: "unpinning" },
  find: { past: "found" },
  give: { past: "gave", gerund: "giving" },
  do: { past: "did" },
  show: {},
  tell: { past: "told" },
  take: { past: "took", gerund: "taking" },
  bring: { past: "brought" },
  hide: { past: "hid", gerund: "hiding" },
  refer: { past: "referred", gerund: "referring" },
  emit: { past: "emitted", gerund: "emitting" },
  permit: { past: "permitted", gerund: "permitting" },
  strip: { past: "stripped", gerund: "stripping" },
  map: { past: "mapped", gerund: "mapping" },
  log: { past: "logged", gerund: "logging" },
  fix: { present: "fixes" },
  leave: { past: "left" },
};

const regular = (
  "add remove rename move update change bump release fix format document test replace use support allow improve refactor handle ensure " +
  "prevent avoid expose export import introduce implement simplify convert switch upgrade downgrade delete clean correct return raise " +
  "ignore extract rework restore revert require enable disable deprecate cache check call create pass accept apply adjust adapt prepare " +
  "clarify mention describe restrict limit validate raise treat merge reduce increase speed extend include exclude enforce resolve " +
  "respect preserve propagate detect track load install configure reset reuse reorder sort parse render print report warn mark " +
  "initialize normalize optimize generate default provide access follow align apply inline await loop"
).split(" ");

const bases = new Set([...regular, ...Object.keys(irregular)]);
const baseByForm = new Map<string, { base: string; mood: Mood }>();
for (const base of bases)
  for (const mood of ["past", "present", "gerund", "imperative"] satisfies Mood[])
    baseByForm.set(inflect(base, mood), { base, mood });

/** Puts an English verb into a mood. */
export function inflect(base: string, mood: Mood): string {
  const special = irregular[base];
  switch (mood) {
    case "imperative":
      return base;
    case "past":
      return (
        special?.past ??
        (base.endsWith("e") ? `${base}d` : /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ied` : `${base}ed`)
      );
    case "present":
      return (
        special?.present ??
        (/(s|x|z|ch|sh|o)$/.test(base) ? `${base}es` : /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ies` : `${base}s`)
      );
    case "gerund":
      return special?.gerund ?? (base.endsWith("e") && !base.endsWith("ee") ? `${base.slice(0, -1)}ing` : `${base}ing`);
  }
}

const nounOpening =
  /^(support|fix|change|update|release|test|format|cache|import|export|report|log|set|read|build|run|show|default|access|return|call|check) (for|of|in|is|are)\b(?! changes)/i;

/** Recognises the verb that opens a text; undefined if it opens with anything else. */
export function openingVerb(text: string): { base: string; mood: Mood; rest: string } | undefined {
  const [first = ""] = /^\p{L}+/u.exec(text) ?? [];
  // "Support for Windows" names a thing.
  if (nounOpening.test(text)) return undefined;
  const found = baseByForm.get(first.toLowerCase());
  // "set", "put" and "read" are their own past: commands are more common.
  const base = bases.has(first.toLowerCase()) ? first.toLowerCase() : found?.base;
  if (base === undefined) return undefined;
  const mood = bases.has(first.toLowerCase()) ? "imperative" : (found?.mood ?? "imperative");
  return { base, mood, rest: text.slice(first.length) };
}

/** Puts the verb that opens an English text into a mood; a text without one is unchanged. */
export function inMood(text: string, mood: Mood): string {
  const verb = openingVerb(text);
  return verb === undefined ? text : inflect(verb.base, mood) + verb.rest;
}
