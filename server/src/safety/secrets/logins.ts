import type { Span } from "../promptText";
import type { ClueReader } from "./secretRule";
import { isPlaceholderValue, isReference } from "./secretValue";

/** Most characters of a password in a login, and of the name before it. */
const [maxPasswordChars, maxNameChars] = [60, 40];

/** `user:password@`, after `://`. Near miss: `host:80/a@b`. */
const urlLogin = /[^\s:@/'"`<>]{0,100}:([^\s/'"`<>]{1,200})@/y;
/** `: "user:password"`, after `auth`. Near miss: `: "user"`. */
const pairBehind =
  /(?:ential)?s?["']?[ \t]{0,3}(?:[:=,][ \t]{0,3}["']|[ ]|=)[\w.@-]{1,40}(?:(?<==\w{1,40})\/|:)([^\s"':/]{5,60})(?=["']|\r?\n|$)/y;
/** The rest of `ann@host.example:word7`, a whole line's end. Near miss: `git@host.example:a/b`. */
const addressBefore = /[\w-]{1,60}\.[\w.-]{2,60}:(?!\S*\.git\b)([^\s/'"`@]{6,60})(?=\r?\n|$)/y;
/** The host of `user:password@host.example`. Near miss: `@host`. */
const hostBehind = /[\w-]{1,60}\.[\w.-]{2,60}/y;
/** The user before `:password@`. Near miss: `mailto`, `a/user`. */
const userBefore = /(?<![\w:/.@-])(?!mailto|sip|acct|xmpp|git\b|ssh\b|npm\b|workspace|docker|pkg)[\w.-]{2,40}$/i;

/** Readers for a user and a password in one word: in an address, before a host, under a name such as `auth`. */
export const loginReaders: readonly ClueReader[] = [
  {
    id: "password-in-url",
    keywords: ["://"],
    read: (text, end) => {
      if (!/^[a-z0-9+.-]$/i.test(text[end - 4] ?? "")) return undefined;
      return groupAt(urlLogin, text, end, isGiven);
    },
  },
  {
    id: "login-line",
    keywords: ["cred", "auth", "login", "log_in", "userpass", "user_pass", "userpwd"],
    read: (text, end) => groupAt(pairBehind, text, end, isLoginPassword, 0),
  },
  { id: "login-line", keywords: ["@"], read: (text, end) => loginBeforeHost(text, end) },
  { id: "login-line", keywords: ["@"], read: (text, end) => groupAt(addressBefore, text, end, isLoginPassword, 0) },
];

/** Reads `ann:word7@host.example`; not `mailto:ann@host.example`. */
function loginBeforeHost(text: string, end: number): Span | undefined {
  const at = end - 1;
  const before = text.slice(Math.max(0, at - maxPasswordChars - 1), at);
  const password = before.slice(before.lastIndexOf(":") + 1);
  if (password.length === before.length || !/^[^\s@/'"`<>(){}]{5,}$/.test(password)) return undefined;
  const start = at - password.length;
  if (!userBefore.test(text.slice(Math.max(0, start - maxNameChars - 2), start - 1))) return undefined;
  hostBehind.lastIndex = end;
  return hostBehind.test(text) && isLoginPassword(password) ? { start, end: at } : undefined;
}

/** Returns the first group of a sticky expression at `offset`, which must reach the end of the match except for a few signs. */
function groupAt(
  pattern: RegExp,
  text: string,
  offset: number,
  accept: (value: string) => boolean,
  behind = 1,
): Span | undefined {
  pattern.lastIndex = offset;
  const match = pattern.exec(text);
  if (match === null || !accept(match[1])) return undefined;
  const end = offset + match[0].length - behind;
  return { start: end - match[1].length, end };
}

/** Reports whether a value is written out, and not inserted from elsewhere. */
export function isGiven(value: string): boolean {
  return !isPlaceholderValue(value) && !isReference(value);
}

/** Reports whether the text after a user's name is a password, and not a port, a version or a word. */
export function isLoginPassword(value: string): boolean {
  return isGiven(value) && /[a-z]/i.test(value) && /\d/.test(value) && !/^[\d.]+$|^\^|^~|^v?\d+\./.test(value);
}
