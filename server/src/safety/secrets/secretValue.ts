import { entropy } from "./secretRule";
import { wordsAboutPasswords, type NameKind } from "./secretWords";
import { isLettersByChance } from "./unlikelyLetters";

/** A value to judge, with the evidence of its name and place. */
interface Given {
  readonly value: string;
  readonly kind: NameKind;
  readonly isSureName: boolean;
  readonly isSurePlace: boolean;
  /** True if it is in quotes; a bare value may be code. */
  readonly isLiteral: boolean;
}

/** Length of a value that is read as words. // guess: passwords are shorter */
const maxWordsChars = 80;

/** Reports whether a name's value is a secret, and not a variable, an expression, a type, a label, a path or a placeholder. */
export function isSecretValue(given: Given): boolean {
  const { kind, isSureName, isSurePlace, isLiteral } = given;
  const value = given.value.trim().replaceAll("&amp;", "&");
  // Longer than passwords that people choose, only a token is one.
  if (value.length > maxWordsChars * 1.5 && (!/\d/.test(value) || !/[a-z]/i.test(value))) return false;
  if (value.length < (isLiteral ? 4 : 5) || isPlaceholderValue(value) || isReference(value)) return false;
  // Random text is neither a name nor a path, whatever it looks like.
  if (isLettersByChance(value)) return kind !== "weak" && isSureName && (isSurePlace || kind === "password");
  const isNoise = kubeadmToken.test(value) || (value.startsWith("/") && isChance(value));
  if (!isNoise && ((!isLiteral && isCode(value)) || isAboutPasswords(value) || isPlace(value))) return false;
  if (kind === "weak") return isSureName && isChance(value);
  if (!isSureName) return isChance(value);
  if (kind === "secret")
    return (
      isToken(value, 2.8) ||
      (isSurePlace && (isLiteral || value.length >= 8) && isStrong(value)) ||
      (isSurePlace && isLiteral && isPhrase(value))
    );
  if (isSurePlace) return isPassword(value, isLiteral);
  return isLiteral ? isMixed(value) && !isNameLike(value) : isStrong(value);
}

/** A placeholder for a value inserted elsewhere, or for none: `changeme`, `your-token`, `test123`. Near miss: `test4711`. */
const placeholder =
  /^(?:null|nil|none|true|false|undefined|todo|tbd|n\/a|empty|blank|unset|required|optional|default|string|text|yes|no|\*+|x{3,}|\.{3,}|-+|_+|#+|\?+|…+|•+|0+|1234?)$|\.\.\.$|^…|<secret-\d|^\[?(?:example|change_?me|change[-_ ]?(?:this|it|me)|replace[-_ ]?(?:this|me|with)|placeholder|dummy|fake|sample|your[-_ ]|redacted|masked|hidden|removed|insert|enter|put|paste|fill|some[-_ ]|my[-_ ]?(?:secret|token|pass|key|api)|the[-_ ])|(?:example|changeme|change_me|placeholder|redacted|your[-_](?:pass|secret|token|key|api))|^(?:my|the|some|test|fake|a|new|old|wrong|invalid|bad|valid|correct|admin|user|db|root|default|secret|super|top|other)?[-_. ]?(?:pass(?:w(?:or)?d|phrase|wd|code)?|pwd|pw|secret|token|credentials?|api[-_ ]?key|key|admin|root|guest|user(?:name)?|postgres|mysql|redis|mongo|rabbitmq|minio|test(?:ing)?|foo|bar|baz|qux|string|value|abc|xyz)[-_. ]?(?:\d{0,3}|word|here|hash|field|input|value|key|name|[abcxyz])$/i;

export function isPlaceholderValue(value: string): boolean {
  return placeholder.test(value);
}

/** A value that is looked up elsewhere, in a variable, a template, a tag or a vault: `$DB_PASSWORD`, `{{ x }}`, `!vault x`. Near miss: `$ecr3t#Pa`. */
const reference =
  /^(?:\$(?:[A-Z_][A-Z0-9_]*|[a-z_]+(?:\d|[A-Z][a-z]+)*)\b(?:$|[.:[(/\s,)}\]-]|->)|\$\{|\$\(|\$\$|\$\d+$|%[A-Za-z_]+%|%\(|%[sdvq@](?:$|\W)|\{\{|\{(?!noop\})[\w.:$@-]*\}|\{cipher\}|<[%?$]|<[\w .:|/-]{1,40}>$|#\{|@\w+@$|@[a-z_]+$|:[a-z_]+$|\[[\w .-]*\]{1,2}$|\/.*[^\w/].*\/[gimsuy]{0,4}$|!(?:Ref|Sub|GetAtt|vault|secret|env|env_var|include|reference|Join|Select|ImportValue)\b|ENC[[(]|vault:|ref\+|secretref:|op:\/\/|arn:|env[:(.]|file:|@Microsoft\.|\*[a-z_]+(?:\d|[A-Z][a-z]+)*$|&[a-z_]+(?:\d|[A-Z][a-z]+)*(?:$|[.\s])|\?[A-Za-z]*$|\^.*\$$|(?:process|os|env|var|local|data|module|secrets|vars|inputs|params|self|this|args|opts|options|config|settings|request|req|props|state|ctx|kwargs|github|steps|Values)\.[\w.[\]"']+$)|\$\{|\{\{|<%|%>|\$\(|#\{|^\w{0,3}[$@%#:]\{?[a-z_]+\}$|\[[^\]]*[a-zA-Z]-[a-zA-Z]|^\^.*\$$/;

export function isReference(value: string): boolean {
  return reference.test(value);
}

/** An expression of code, possible if a value has no quotes: `user.password`, `read(file)`, `a || b`. Near miss: `s3c%ret#x!1`. */
const code =
  /^(?:await|new|not|lambda|func|function|async|yield|typeof|if|case|return|throw|raise|import|require)\b|^(?:[A-Za-z_]\w*(?:\.|::|->|\?\.))*[A-Za-z_]\w*(?:<[\w<>, ]{0,40}>)?[([]|^[A-Za-z_]\w*(?:(?:\?\.|\.|::|->)[A-Za-z_]\w*)+!?[,;]?$|[=!]==?|\s[-+*/|&?:=<>]{1,3}\s|=>|&&|\|\||\s(?:if|else|or|and|as|for|in|is|not|from|of)\s|[;{,(]$|^["'`([{]|^-?\d+(?:\.\d+)?[,;)]?$|^(?:&|\*|&mut )?[a-z_]\w*,\s|^[A-Z][A-Za-z]+(?:[<[(?].*|\s?[|&]\s?[A-Za-z_].*|\s[a-z_]\w*.*)?[,;)]*$|^(?:string|str|String|text|varchar|char|bytes?|number|int|bool|boolean|any|unknown|never|void|object|Option|Optional)\b(?![-!@#$%^&*\w])|^\w+\s?[|]\s?\w+|^<|\?\.|\w\{\}?$|^(?:this|self)\.|\w!\.\w|^(?:[A-Z][a-z]{2,}\d?){2,}$|^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$|\w\(.*\)|^(?:\.{0,2}\/)?[a-z\d_.-]+\/[a-z\d_./-]+$/;

export function isCode(value: string): boolean {
  return (
    code.test(value) ||
    /^[a-z]+(?:_[a-z]+)+\d?[,;)]*$|^[a-z]+(?:[A-Z][a-z]+)+\d?[,;)]*$|^[A-Z]+(?:_[A-Z]+)+\d?[,;)]*$|^[a-z_]\w{0,40}[,;)]+$|^_/.test(
      value,
    )
  );
}

/** Words of a sentence, a label or a rule, and not of a password. */
const sentenceWords: ReadonlySet<string> = new Set(
  (
    "enter your must forgot forgotten invalid require required incorrect please confirm confirmed confirmation reset change changed new old hash " +
    "hashed field input type optional hidden show shown hide string str text number int integer bool boolean any byte bytes object unknown never " +
    "varchar char self this arg args option options config setting settings param params prop props env user users username admin value data " +
    "await async not the of to for with or and is if in when should will than a an be by from on at it that are was can may has have minimum " +
    "maximum min max length character characters example description default error failed failure missing wrong expired bearer basic " +
    "authorization authenticate authenticated authentication authenticator login sign email account address name form label button title id uri " +
    "url path file nullable json xml html plain none null access refresh grant header cookie session client server public private identifier " +
    "keyword punctuation operator comment literal symbol code return escape tab shift ctrl space arrow arrowup arrowdown arrowleft arrowright " +
    "arrows end start begin"
  ).split(" "),
);

/** Names with numbers between their words: `db-1-main`. Near miss: `db1#main`. */
const numberedName = /^[a-z]+\d{0,3}(?:[-_.][a-z]+\d{0,3})+$/;
/** Words listed without blanks: `string|min:8`. Near miss: `a|b#1`. */
const listedWords = /^[a-z]+(?:[|:,][a-z]+(?::\d+)?)+$/;

function isAboutPasswords(value: string): boolean {
  const hasSpaces = /\s/.test(value);
  // In a value with digits or signs between its letters, words are little evidence: `MyPassword#17`.
  if (!hasSpaces && isStrong(value) && !numberedName.test(value) && !listedWords.test(value)) return false;
  if (hasSpaces && /[?:.!…]$/.test(value) && !/\d/.test(value)) return true;
  const lower = value.slice(0, maxWordsChars).toLowerCase();
  if (/pass|pwd|secret|token/.test(lower)) return true;
  const words = lower.match(/[a-z\u0080-\uffff]+/g) ?? [];
  return words.length > 8 || words.some((word) => wordsAboutPasswords.has(word) || sentenceWords.has(word));
}

/** Reports whether a value is a path, an address, a selector, a media type, or a name with dots. */
function isPlace(value: string): boolean {
  return /^[a-z]+=\/[\w./-]*$|^(?:\w+:)?\/\/|^[a-z]+:\/\/|^(?:\.{1,2}|~)?(?:\/[\w.@:{}*-]+)+\/?(?:[?#].*)?$|^[\w.-]{0,40}(?:%2[Ff][\w.-]+){2,}$|^(?:[a-z_-]+\/)+[\w.*-]+$|^[#.][a-z_-]+$|^[A-Za-z]:\\|^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|^[\w.-]+@[\w-]+\.\w+$|^urn:|^\d+(?:\.\d+)+$|^\[.*=.*\]$|^[\d-]{8,10}T?[\d:Z.]*$(?<=[-:].*)/.test(
    value,
  );
}

/** Reports whether a value may be a password: words, or anything mixed. */
function isPassword(value: string, isLiteral: boolean): boolean {
  if (isMixed(value) && (isLiteral || !/^[a-z]+\d$/.test(value) || value.length >= 6)) return true;
  if (/^\d+$/.test(value)) return value.length >= (isLiteral ? 4 : 6);
  if (value.length < 5) return false;
  const words = value.split(/\s+/);
  // One capitalized word, or several of which only the first is, is a label.
  if (/^[A-Z][a-z]+(?:\s|$)/.test(value) && !words.slice(1).some((word) => /^[A-Z]/.test(word))) return false;
  if (/^[A-Z][a-z]+(?:\s[A-Z][a-z]+)+$/.test(value)) return false;
  return words.length <= 8 && /\p{L}/u.test(value) && !(/^[a-z]+(?:[-_][a-z]+)+$/.test(value) && isNameLike(value));
}

/** Reports whether a value has letters with digits or signs, or more of its kind. */
function isMixed(value: string): boolean {
  if (/\s/.test(value))
    return /\d/.test(value) && /[a-z]/i.test(value) && /[^\w\s.,:/()-]/.test(value) && value.length <= 40;
  return /\d/.test(value)
    ? /\D/.test(value)
    : /[^\w.:/-]/.test(value) || (/[a-z][A-Z]/.test(value) && value.length >= 16);
}

/** Reports whether a value has letters and digits and a sign between them, or digits inside letters. */
export function isStrong(value: string): boolean {
  if (/\s/.test(value) || value.length < 6 || !/[a-z]/i.test(value)) return false;
  return /\d/.test(value)
    ? /[^\w\s.:/-]|[a-z]\d+[a-z]|[A-Z].*[a-z].*\d|[a-z].*[A-Z].*\d|^\d+[a-z]/i.test(value)
    : (/[^\w\s.,:/()<>[\]{}|=-].*\w/.test(value) && /[A-Z]/.test(value)) || hasManySigns(value);
}

/** Reports whether a value looks made up for a password and unlike a name, wherever it is: `k3yi4ytd`, `Velvet#46`. Near miss: `s3access`. */
export function isOdd(value: string): boolean {
  if (isLettersByChance(value)) return true;
  if (!isStrong(value) || numberedName.test(value.toLowerCase()) || /%[\dA-F]{2}|^\w{2,}=|:\/\//i.test(value))
    return false;
  return /[!@#$%^&*+?~].*\d|\d.*[!@#$%^&*+?~]/.test(value) || !/[a-z]{6,}|^[a-z]+-?\d+$/i.test(value);
}

/** Reports signs of many kinds among letters, as in a framework's keys: `gi(=$%g(o-wlg=$&#d`. */
function hasManySigns(value: string): boolean {
  const signs = value.match(/[!@#$%^&*+=?~]/g) ?? [];
  return value.length >= 16 && signs.length >= 6 && new Set(signs).size >= 4;
}

/** Reports whether a value is like a name in code: words, perhaps with a number after them. */
function isNameLike(value: string): boolean {
  return /^[a-z]+(?:[-_.][a-z]+)*\d{0,2}$|^[a-z]{2,}(?:[-_.](?:[a-z]+|\d+))+$|^[a-z]+(?:[A-Z][a-z]+)+\d{0,2}$|^[A-Z]+(?:[-_][A-Z]+)*\d{0,2}$|^(?:[A-Z][a-z]+)+\d{0,2}$|^[\w-]+\s\d+$/.test(
    value,
  );
}

/** A token that joins a node to Kubernetes: `abc12d.0123456789abcdef`. Near miss: `app.config`. */
const kubeadmToken = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;

/** Reports whether a value is random, in the forms that issuers use. */
export function isToken(value: string, bits: number): boolean {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return entropy(value) > 3;
  if (kubeadmToken.test(value)) return /\d/.test(value);
  if (/\s/.test(value) || value.length < 8 || isNameLike(value)) return false;
  return (
    /\d/.test(value) &&
    /[a-z]/i.test(value) &&
    entropy(value) > Math.min(bits, Math.log2(value.length) - 0.7) &&
    !/^v?\d+(?:\.\w+)*$|^[a-z]+(?:[-_.][a-z]+)*[-_.]?\d+(?:[-_.][a-z]+)*$/i.test(value)
  );
}

/** Reports whether a value is a token without any evidence in its name: long, of one alphabet, and without words. */
export function isChance(value: string): boolean {
  if (!/^[\w+/=.~-]{16,}$/.test(value) || !isToken(value, 3.2) || isNameLike(value)) return false;
  if (/^[0-9a-f]+$/i.test(value)) return /\d/.test(value) && /[a-f]/i.test(value);
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return true;
  // In a long one, chance alone makes two.
  const words = value.match(/(?<![a-z\d])[a-z]{3,}(?![a-z\d])/gi) ?? [];
  if (words.length >= 2 && words.join("").length * 5 >= value.length) return false;
  const changes = value.match(/[a-z](?=\d)|\d(?=[a-z])|[a-z](?=[A-Z])/gi)?.length ?? 0;
  return /[a-z].*[A-Z]|[A-Z].*[a-z]/.test(value) ? changes >= 4 : changes >= 5 && value.length >= 20;
}

/** Reports several words of lower case, as in a secret that a person made up. */
function isPhrase(value: string): boolean {
  return /^[a-z]{3,}(?:[ -][a-z]{3,}){2,7}$/.test(value);
}
