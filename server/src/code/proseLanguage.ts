/** Words that are frequent in one language and hardly occur in the others, nor as names in code. Source: our own choice from common word lists. */
const words: Readonly<Record<string, string>> = {
  en: "the and that with this from which when where would should there their they have has been were because about into than then these those not what each only",
  de: "der die das und ist nicht mit für auf eine einen einem einer wird werden sind wenn dass auch nach aus bei oder noch nur wie sich dem den des zum zur kann muss",
  fr: "le les des une est pas dans pour que qui avec sur sont cette ces aux mais nous vous être fait plus comme par du et où si leur ses",
  es: "el los las una que del para con por esta este como pero más sus son está ser hay sin sobre cuando también muy entre y se al",
  it: "il gli che una della delle del per con non sono questo questa nel nella anche come più alla dei dal quando ogni è viene essere",
  pt: "os das dos uma que não para com por mais como mas são está pelo pela quando também ser seu sua ao à você já",
  nl: "het een van en niet met voor dat zijn wordt worden naar ook als maar deze dit bij kan moet uit wel geen wanneer",
};

/** Words of which one makes the language of a line plain that is known to be a sentence about a change; in other text they may be names or belong to others. */
const changeWords: Readonly<Record<string, string>> = {
  en: "add added adds adding fix fixed fixes remove removed update updated for to use in of",
  de: "hinzufügen hinzugefügt entfernt entfernen behoben beheben aktualisiert aktualisieren korrigiert geändert von",
  fr: "ajoute ajouter ajout corrige corriger correction supprime supprimer suppression mise",
  es: "añadir añade añadido agregar agrega corregir corrige eliminar elimina actualizar actualiza con y",
  pt: "adicionar adiciona adicionado corrigir corrige remover atualizar atualiza em do da",
};

type LanguagesOfWord = ReadonlyMap<string, readonly string[]>;

const languageOfWord = tableOf(words);
const languageOfChangeWord = tableOf(words, changeWords);

function tableOf(...lists: readonly Readonly<Record<string, string>>[]): LanguagesOfWord {
  const table = new Map<string, string[]>();
  for (const [language, list] of lists.flatMap((each) => Object.entries(each)))
    for (const word of list.split(" ")) table.set(word, [...(table.get(word) ?? []), language]);
  return table;
}

/** The different words of each language in a text. */
function wordsByLanguage(text: string, table: LanguagesOfWord): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? [])
    for (const language of table.get(word) ?? []) found.set(language, (found.get(language) ?? new Set()).add(word));
  return found;
}

const scripts: readonly (readonly [string, RegExp])[] = [
  ["Cyrillic", /\p{Script=Cyrillic}/gu],
  ["Greek", /\p{Script=Greek}/gu],
  ["Kana", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["Hangul", /\p{Script=Hangul}/gu],
  ["Han", /\p{Script=Han}/gu],
  ["Arabic", /\p{Script=Arabic}/gu],
  ["Hebrew", /\p{Script=Hebrew}/gu],
  ["Devanagari", /\p{Script=Devanagari}/gu],
  ["Thai", /\p{Script=Thai}/gu],
];

/**
 * Returns the language of a piece of prose by its script, or by its small words; `undefined` if it is not plain. Languages of
 * one script other than Latin are not distinguished.
 */
export function languageOfProse(text: string): string | undefined {
  const bare = text.replace(/`[^`\n]*`|https?:\S+|[\w$]+(?:[._/][\w$]+)+|\w+\(/g, " ");
  for (const [script, pattern] of scripts) {
    const count = bare.match(pattern)?.length ?? 0;
    // Japanese is written with Han characters too; a few letters of a script may be a name or a sign.
    if (count >= 4) return script === "Han" && /\p{Script=Hiragana}/u.test(bare) ? "Kana" : script;
  }
  const found = wordsByLanguage(bare, languageOfWord);
  const ranked = [...found].map(([language, its]) => ({ language, count: its.size })).sort((a, b) => b.count - a.count);
  const [first, second] = ranked;
  if (ranked.length === 0 || first.count < 2) return undefined;
  return ranked.length === 1 || first.count >= second.count + 2 ? first.language : undefined;
}

/**
 * Finds the language that most lines have a word of, among some; of two with as many the former. For lines that say what a change
 * does, where one word is enough. `undefined` where fewer than two lines show a language.
 */
export function languageOfLines<L extends string>(lines: readonly string[], among: readonly L[]): L | undefined {
  const found = lines.map((line) => wordsByLanguage(line, languageOfChangeWord));
  const counted = among.map((language) => ({ language, count: found.filter((each) => each.has(language)).length }));
  const most = Math.max(...counted.map(({ count }) => count));
  return most < 2 ? undefined : counted.find(({ count }) => count === most)?.language;
}
