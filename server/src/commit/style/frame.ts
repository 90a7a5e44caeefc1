import type { CommitStyle } from "./commitStyle";

/** A parsed subject: its text, and what a repository puts around it by habit. */
export interface FramedSubject {
  /** Everything before the text, as written. */
  readonly lead: string;
  /** An emoji before everything else or after the type; `undefined` if there is none. */
  readonly emoji: { readonly written: string; readonly place: "start" | "text" } | undefined;
  /** A ticket at either end, with the text around it and `*` for the ticket, such as `[*] `. */
  readonly ticket: { readonly id: string; readonly place: "prefix" | "suffix"; readonly frame: string } | undefined;
  /** `type(scope)!: ` or `area: ` as written; empty if there is none. */
  readonly type: string;
  readonly text: string;
}

/** The form of a ticket's id: `ABC-123` as Jira and Linear write it, or `#123`. */
export const ticketForm = String.raw`(?:[A-Z][A-Z0-9]{1,9}-\d+|#\d+)`;

/** `:bug: Fix`, `✨ Add`, `👩‍💻 Add`; not `:: a`, `© 2026`. */
const emojiStart =
  /^(?::[a-z][a-z0-9_+-]*:|(?![©®™])\p{Extended_Pictographic}(?:\uFE0F|[\u{1F3FB}-\u{1F3FF}])*(?:\u200D\p{Extended_Pictographic}\uFE0F?)*)[ \t]*/u;
/** `#12 Fix`, `[AB-1]: Fix`, `(#12) Fix`, `AB-1 | Fix`; not `#12`, `AB-1x`. */
const ticketStart = new RegExp(String.raw`^([[(]?)(${ticketForm})([\])]?)(:[ \t]*|[ \t]+[-–—|:][ \t]+|[ \t]+)(?=\S|$)`);
/** `Fix it (AB-1)`, `Fix it [AB-1]`, `Fix it AB-1`; not `Fix AB-1`, `Fix it (#12)`, which hosts write. */
const ticketEnd = /^(.*\S[ \t].*\S)([ \t]+[[(]?)([A-Z][A-Z0-9]{1,9}-\d+)([\])]?)$/;
/** `fix(core)!: mend`, `parser: mend`, `net/http, io: mend`; not `Note: it`, `a b: it`. */
const typeStart = /^[a-z][\w.*/-]*(?:, ?[a-z][\w.*/-]*)*(?:\([^()]*\))?!?:[ \t]+/;

/** Parses a subject. */
export function takeFrame(subject: string): FramedSubject {
  let rest = subject;
  let emoji: FramedSubject["emoji"];
  let ticket: FramedSubject["ticket"];
  const takeEmoji = (place: "start" | "text"): void => {
    const match = emoji === undefined ? emojiStart.exec(rest) : null;
    if (match === null) return;
    emoji = { written: match[0].trim(), place };
    rest = rest.slice(match[0].length);
  };
  const takeTicket = (): void => {
    const match = ticket === undefined ? ticketStart.exec(rest) : null;
    if (match === null) return;
    ticket = { id: match[2], place: "prefix", frame: `${match[1]}*${match[3]}${match[4]}` };
    rest = rest.slice(match[0].length);
  };
  takeEmoji("start");
  takeTicket();
  takeEmoji("start");
  const type = typeStart.exec(rest)?.[0] ?? "";
  rest = rest.slice(type.length);
  if (type !== "") takeEmoji("text");
  const lead = subject.slice(0, subject.length - rest.length);
  const end = ticket === undefined ? ticketEnd.exec(rest) : null;
  if (end !== null) {
    ticket = { id: end[3], place: "suffix", frame: `${end[2]}*${end[4]}` };
    rest = end[1];
  }
  return { lead, emoji, ticket, type, text: rest };
}

/** Puts the style's frame around a text. `emoji` in its written form, `type` with its colon; either may be empty. */
export function putFrame(
  text: string,
  params: { style: CommitStyle; emoji: string; type: string; ticket: string | undefined },
): string {
  const { style, emoji, type, ticket } = params;
  const sign = emoji === "" ? "" : `${emoji} `;
  const around = (place: string): string =>
    ticket !== undefined && style.ticketPlace === place ? style.ticketFrame.replace("*", ticket) : "";
  return style.emojiPlace === "text"
    ? `${around("prefix")}${type}${sign}${text}${around("suffix")}`
    : `${sign}${around("prefix")}${type}${text}${around("suffix")}`;
}
