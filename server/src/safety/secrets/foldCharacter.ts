/**
 * Letters of other scripts by the Latin letter they look like, in either case. Source: Unicode's confusables, those that a keyboard has, and Coptic,
 * Cherokee and Lisu.
 */
const lookAlikes: Readonly<Record<string, string>> = {
  a: "аɑαⲁꭺꓮᴀ",
  b: "вβⲃꮟꓐʙ",
  c: "сϲⲥꮯꓚᴄ",
  d: "ԁđðꭰꓓᴅ",
  e: "еεҽⲉꭼꓰᴇ",
  g: "ɡցꮐꓖ",
  h: "һнηհꮋꓧ",
  i: "іıιɩⲓꭵꓲɪ",
  j: "јϳꭻꓙ",
  k: "кκⲕꮶꓗᴋ",
  l: "łӏꮮꓡ",
  m: "мμⲙꮇꓟᴍ",
  n: "νոⲛꓠɴ",
  o: "оοօøσⲟꓳᴏ",
  p: "рρⲣꮲꓑᴘ",
  q: "ԛ",
  r: "гⲅꭱꓣʀ",
  s: "ѕꜱꮪꓢ",
  t: "тτⲧꭲꓔᴛ",
  u: "սꓴ",
  v: "ꮩꓦ",
  w: "ԝωѡꮃꓪᴡ",
  x: "хχⲭꓫ",
  y: "уυⲩꓬʏ",
  z: "ζⲍꮓꓜ",
  ss: "ß",
  ae: "æ",
  oe: "œ",
  '"': "“”„‟«»「」『』〝〞",
  "'": "‘’‚‛‹›",
  "-": "‐‑‒–—−",
};

const latinOf = new Map<string, string>();
for (const [latin, alikes] of Object.entries(lookAlikes))
  for (const alike of alikes) {
    latinOf.set(alike.toUpperCase(), latin.toUpperCase());
    latinOf.set(alike, latin);
  }

/** Invisible characters: zero-width ones, direction marks, variation selectors, combining accents. */
const invisible = /^[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Mn}]$/u;

/** The folded form of each character seen so far; all of Unicode's would take 40 MB. */
const known = new Map<string, string>();
const maxKnown = 5_000;

/** Folds a character, each the first time it is met. */
export function foldCharacter(character: string): string {
  let folded = known.get(character);
  if (folded === undefined) {
    if (known.size === maxKnown) known.clear();
    known.set(character, (folded = asTyped(character)));
  }
  return folded;
}

/** Writes a character as a reader would type it: full-width, accented and look-alike letters in ASCII, invisible ones not at all. */
function asTyped(character: string): string {
  if (invisible.test(character)) return "";
  const latin = latinOf.get(character);
  if (latin !== undefined) return latin;
  if (/\s/.test(character)) return character === "\u2028" || character === "\u2029" ? character : " ";
  const [first = "", ...rest] = character.normalize("NFKD");
  if (first < "\x80") return rest.every((mark) => /\p{M}/u.test(mark)) ? first : character.normalize("NFKC");
  const base = latinOf.get(first);
  return base ?? character.normalize("NFKC");
}

/** Folds a whole word. */
export function foldWord(word: string): string {
  return word.replace(/[^\0-\x7f]/gu, foldCharacter);
}
