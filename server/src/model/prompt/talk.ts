import { languageOf } from "../../code/languages";
import type { Language } from "../../code/language";

/**
 * Recognizes text that chat models put around code, against their instructions: sentences, placeholders, a word for nothing. Only
 * for places that expect code.
 */

/** Openings of answers that talk about the code, in the languages that people set their models to. Met: `Sure! Here is`. Missed: `sure = here`. */
const openers: readonly RegExp[] = [
  /^(?:i['’]m|i['’]ll|i am|i will|i can(?:['’]t|not)?|i would|i have|i do(?:n['’]t| not)|i need|i apologi[sz]e|i (?:think|understand|see|notice))\b(?! *[=(.[])/i,
  /^(?:sure|certainly|of course|absolutely|okay|ok|alright|great|got it|no problem|sorry|unfortunately|apologies)(?:[!,.:;]| (?:i|here|thing)\b)/i,
  /^(?:here(?:['’]s| is| are)|it (?:looks|seems|appears)|let['’]s|based on|as an ai\b|please (?:provide|note|let)|to (?:complete|finish|implement|fill)) (?!=)/i,
  /^(?:you (?:can|could|need|should|may|might|want|have)|we (?:need|can|could|should|have|are)|this (?:code|function|completion|snippet|line|is|will|completes|returns|adds)) [a-z]/i,
  /^the (?:code|completion|completed|missing|answer|function|text|following|user|next|correct|solution|output|snippet|hole|rest|caret|cursor|line|file)\b[^=;(){}]* /i,
  /^(?:no|nothing) (?:completion|code|text|changes?|additions?|further|more|to|needs?|is)\b[^=;(){}]*$/i,
  /^(?:explanation|completion|answer|solution|(?:completed |missing |full )?code|result):$/i,
  /^(?:hier (?:ist|sind|kommt|der|die|das)|(?:es )?tut mir leid|entschuldigung|leider|natürlich|gerne?[,!. ]|klar[,!]|sicher[,!]|selbstverständlich|ich (?:kann|habe|werde|würde|bin)|es (?:scheint|sieht)|keine (?:vervollständigung|ergänzung|änderung)|nichts (?:zu|weiter)|(?:der|die|das) (?:fehlende|vervollständig|folgende|code|funktion|antwort|text))/i,
  /^(?:voici|voilà|je (?:suis|ne|vais|peux)|désolée?|bien sûr|certainement|il semble|d['’]accord|malheureusement|aucune? (?:complétion|modification|ajout)|rien (?:à|de|n)|pour compléter|(?:le|la) (?:code|texte|fonction|complétion|réponse|suite) )/i,
  /^(?:aquí (?:está|tienes|va)|lo siento|claro[,!. ]|por supuesto|parece que|puedes |para completar|lamentablemente|no (?:se necesita|es necesari|puedo|hay )|nada que|(?:el|la) (?:código|texto|fragmento|función|respuesta) )/i,
  /^(?:ecco |mi dispiace|certo[,!]|sembra |purtroppo|aqui está|desculpe|infelizmente|hier is |natuurlijk|het (?:spijt|lijkt)|oto |przepraszam|oczywiście|niestety)/i,
  /^(?:вот |извините|конечно|к сожалению|я не |好的|当然|以下|抱歉|对不起|这是|这里|根据|我|はい|申し訳|もちろん|こちら|すみません|네[,. ]|죄송|물론|다음|여기)/,
];

/** Languages whose own lines never read as sentences. In others (markup, YAML, Haskell) only `openers` count. */
const terse = new Set(
  "typescript javascript python go rust java c cpp csharp php ruby swift kotlin scala dart shellscript lua perl r sql css scss less json jsonc objective-c groovy powershell"
    .split(" ")
    .map((id) => languageOf(id).id),
);

/** Signs that sentences don't use outside quotes. Met: `a = b`, `f(x)`, `};`. Missed: `Here (and there), "x = 1".` */
const codeMarks = /[=;{}<>|&$@\\#~^*+]|\w\(|\w\[|::|->|\w\.\w+\(|\)\s*:?$/;

/** Reports whether a line of an answer talks to the user although code was requested. `isMarkup`: the caret is between tags, where sentences are content. */
export function isTalk(line: string, { languageId, isMarkup }: { languageId: string; isMarkup: boolean }): boolean {
  const language = languageOf(languageId);
  if (language.kind === "prose" || isMarkup) return false;
  const text = line.trim().replace(/^[*_>\s]+|[*_]+$/g, "");
  if (openers.some((opener) => opener.test(text))) return true;
  return terse.has(language.id) && isSentence(text);
}

/** Reports whether words follow each other as in a sentence, from a capital letter on. */
function isSentence(text: string): boolean {
  const bare = text.replace(/`[^`]*`|"[^"]*"|“[^”]*”/g, "x");
  // A bracket that closes none of the sentence's own closes the code's.
  if (codeMarks.test(bare) || /^[^(]*\w\)/.test(bare)) return false;
  // Scripts without blanks between words, or without a Latin keyword nearby.
  if (/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(bare)) return bare.length >= 6;
  const words = bare.split(/\s+/);
  const plain = words.filter((word) => /^[(“"']?\p{L}[\p{L}\p{M}'’-]*[)”"']?[,.;:!?…]*$/u.test(word));
  const lower = plain.filter((word) => /^\p{Ll}/u.test(word));
  if (!/^\p{Lu}/u.test(bare) || plain.length < 0.75 * words.length || lower.length < 2) return false;
  return /[.!?:…]$/.test(bare) ? words.length >= 3 : words.length >= 7;
}

/** Reports whether a caret between these two texts is in the content of an element. */
export function isBetweenTags(before: string, after: string): boolean {
  return (
    /<\/?[A-Za-z][^<>]*>[^<>(){};]*$/.test(before.slice(-500)) && /^[^<>(){};]*<[/A-Za-z!]/.test(after.slice(0, 500))
  );
}

/** Reports whether a line is a comment in place of omitted code: `// ... existing code ...`, `# …`. */
export function isPlaceholder(line: string): boolean {
  const content = /^\s*(?:\/\/|#|--|;|%|\/\*|<!--|\{\s*\/\*)\s*(?:\.{3}|…)(.*)$/.exec(line)?.[1];
  if (content === undefined) return false;
  const words = content.replace(/(?:\.{3}|…|\*\/|-->|\}|\)|\s)+$/g, "").trim();
  return (
    words === "" ||
    /\b(?:existing|rest|remaining|previous|other|same|unchanged|omitted|code|implementation|more)\b/i.test(words)
  );
}

/** A word for nothing, in brackets or as a sentence. Met: `(nothing)`, `Nothing.`, `[no completion]`. Missed: `nothing`, `(none)`. */
const nothing =
  /^(?:[([<{*_]+\s*(?:nothing|empty|no (?:completion|code|text|changes?|output|answer)[\w ]*|leer|nichts|rien|vide|nada|vac[ií]o)\s*[.]?[)\]>}*_]+|(?:Nothing|Empty|None|Nichts|Rien|Nada)\.|N\/A)$/i;

/** Reports whether a whole answer only says that it has nothing to add. In Python and the like `...` is code. */
export function saysNothing(text: string, languageId: string): boolean {
  const said = text.trim();
  if (/^(?:\.{3,}|…)$/.test(said)) return !isEllipsisCode(languageOf(languageId));
  return nothing.test(said);
}

function isEllipsisCode({ id, kind }: Language): boolean {
  return kind === "prose" || ["python", "r", "lua", "perl", "raku"].includes(id);
}
