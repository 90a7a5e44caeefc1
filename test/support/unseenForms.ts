import { mulberry32 } from "../../server/src/base/mulberry32";
import { fifthPasswords, fifthTokens } from "./fifthSecretForms";
import { fourthPasswords, fourthTokens } from "./fourthSecretForms";
import { seventhPasswords, seventhTokens } from "./seventhSecretForms";
import { sixthPasswords, sixthTokens } from "./sixthSecretForms";
import { thirdPasswords, thirdTokens } from "./thirdSecretForms";

/** A way to write a password: its kind, the styles of its values, its text. */
export type PasswordForm = readonly [kind: string, styles: string, write: (password: string) => string];

/** What a token's writer makes its parts with. */
export interface Maker {
  /** So many characters of an alphabet, by its name or in full. */
  readonly s: (alphabet: string, count: number) => string;
  readonly random: () => number;
  readonly t: (kind: string, make: () => readonly [secrets: readonly string[], text: string]) => void;
  readonly one: (kind: string, make: () => string, write: (token: string) => string) => void;
}
export type TokenForms = (maker: Maker) => void;

/** The sets that came after the first two, by the order in which they were made. */
export type UnseenSet = "third" | "fourth" | "fifth" | "sixth" | "seventh";

/** A text that holds secrets, all of which are to be cut. */
export interface UnseenForm {
  readonly kind: string;
  readonly secrets: readonly string[];
  readonly text: string;
}

const sets: Readonly<Record<UnseenSet, readonly [readonly PasswordForm[], TokenForms]>> = {
  third: [thirdPasswords, thirdTokens],
  fourth: [fourthPasswords, fourthTokens],
  fifth: [fifthPasswords, fifthTokens],
  sixth: [sixthPasswords, sixthTokens],
  seventh: [seventhPasswords, seventhTokens],
};

const [lower, upper, digit] = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"];
const alphabets = new Map([
  ["lower", lower],
  ["upper", upper],
  ["digit", digit],
  ["hex", "0123456789abcdef"],
  ["alpha", lower + upper],
  ["alnum", lower + upper + digit],
  ["b64", `${lower}${upper}${digit}+/`],
  ["b64u", `${lower}${upper}${digit}-_`],
  ["lowdig", lower + digit],
  ["updig", upper + digit],
  ["b32", `${upper}234567`],
]);
const words = (
  "winter hunter dragon orange velvet copper harbor pepper silver meadow rocket tiger castle marble falcon ginger willow bishop " +
  "canyon ember"
).split(" ");

/** A random identifier with hyphens. */
export function uuid(s: Maker["s"]): string {
  return [8, 4, 4, 4, 12].map((count) => s("hex", count)).join("-");
}

/** The third and the fourth set of forms that the finder of secrets hadn't seen, with random values. */
export function unseenForms(set: UnseenSet, seed: number): Record<"passwords" | "tokens", UnseenForm[]> {
  const random = mulberry32(seed);
  const pick = (list: readonly string[] | string): string => list[Math.floor(random() * list.length)];
  const s = (alphabet: string, count: number): string =>
    Array.from({ length: count }, () => pick(alphabets.get(alphabet) ?? alphabet)).join("");
  const capital = (word: string): string => word[0].toUpperCase() + word.slice(1);
  /** `w` as `Tr0ub4dor&3`, `d` as `hunter2!winter`, `l` and `m` letters, `k` short, `c` words, `o`, `b` and `v` with signs. */
  const styles: Readonly<Record<string, () => string>> = {
    w: () => capital(pick(words).replaceAll("o", "0").replaceAll("a", "4")) + pick("&!#") + s("digit", 2),
    d: () => `${pick(words)}${s("digit", 1)}!${pick(words)}`,
    l: () => s("lower", 8 + Math.floor(random() * 6)),
    m: () => capital(s("lower", 4)) + capital(s("lower", 4)) + capital(s("lower", 3)),
    k: () => s("lowdig", 8),
    a: () => s("alnum", 14),
    c: () => Array.from({ length: 4 }, () => pick(words)).join(" "),
    h: () => `${pick(words)}-${pick(words)}-${pick(words)}-${s("digit", 2)}`,
    o: () => s("lower", 4) + pick("$\\{%*^~(") + s("alnum", 5) + pick(";#@?|") + s("digit", 2),
    b: () => pick("!@#*&%^") + s("alnum", 9),
    v: () => `$${s("alnum", 9)}`,
  };
  const [forms, writeTokens] = sets[set];
  const passwords = forms.flatMap(([kind, letters, write]) =>
    Array.from(letters, (letter) => {
      const password = styles[letter]();
      return { kind, secrets: [password], text: write(password) };
    }),
  );
  const tokens: UnseenForm[] = [];
  const t: Maker["t"] = (kind, make) => {
    const [secrets, text] = make();
    tokens.push({ kind, secrets, text });
  };
  const one: Maker["one"] = (kind, make, write) =>
    t(kind, () => {
      const token = make();
      return [[token], write(token)];
    });
  writeTokens({ s, random, t, one });
  return { passwords, tokens };
}
