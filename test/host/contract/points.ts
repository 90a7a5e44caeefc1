/** A promise to the user, and how the contract suite proves it; both are printed in docs/manners.md. */
export interface Point {
  readonly promise: string;
  readonly proof: string;
}

/** The contract, by the points' numbers. */
export const points = {
  1: {
    promise: "Tab indents a blank line until you have rested on it for 400 ms.",
    proof: "Enter and two Tabs give two levels; after a rest the same key takes the suggestion.",
  },
  2: {
    promise: "The suggest widget is never hidden or changed; ghost text extends its selected entry.",
    proof: "Moving through the list shows continuations of the selected entry only; Escape closes the list alone.",
  },
  3: {
    promise: "Nothing is offered after undo, during deletion, nor is the text that you have just deleted.",
    proof: "Undo, four Backspaces, Shift+Home with Delete, and Ctrl+Backspace: the removed text stays away.",
  },
  4: {
    promise: "Escape is remembered by place and text.",
    proof: "The refused line doesn't return after `u` and Backspace, long after; Alt+\\ brings it back.",
  },
  5: {
    promise: "An automatic suggestion is one line, and nothing on the screen moves.",
    proof: "The line below keeps its place behind `let total = 0;`; `nanotype.multiline` allows blocks.",
  },
  6: {
    promise: "Off in comments, in strings, in prose or for a language, in one click.",
    proof: "The menu turns comments, a language and everything off and on again.",
  },
  7: {
    promise: "The caret is where typing the text would have left it.",
    proof: "The next key continues behind accepted text, beside brackets and quotes that the editor closed.",
  },
  8: {
    promise: "Accepting a word or a line keeps the rest and never stops at a blank.",
    proof: "Each Ctrl+Right adds a word and leaves the rest of the offer; Ctrl+Down takes a line of a block.",
  },
  9: {
    promise: "Tab within 50 ms of a change never inserts stale text.",
    proof: "Eleven changes, each followed by Tab at once.",
  },
  10: {
    promise: "“Why nothing?” is one click away and answers in a person's words, with a remedy.",
    proof: "The hover, the menu's first entry, and the reasons one after the other.",
  },
  11: {
    promise: "`quiet` never becomes `balanced` behind your back.",
    proof: "The menu shows what is in force; choosing another level is a visible setting.",
  },
  12: {
    promise: "No ghost text of one character, none that ends inside a word or leaves brackets worse.",
    proof: "All ghost text is recorded while a file is typed.",
  },
  13: {
    promise: "Nothing that exists is declared again; `this.` appears only inside a class or object.",
    proof: "Declarations are typed beside their own kind, and `this` outside any class.",
  },
  14: {
    promise: "The commit box gets prose about this change only; another draft is another good one.",
    proof: "Typing, the sparkle twice, and undo in the commit box.",
  },
  15: {
    promise: "Show What Would Be Sent is never stale.",
    proof: "Its open page follows the caret and the list of endpoints.",
  },
  16: {
    promise: "The consent question waits in the status bar of every window until it is answered.",
    proof: "Icon, colour and the menu's first entry, in two windows; one answer serves both.",
  },
  17: {
    promise: "Add Endpoint keeps what you entered, proposes running servers of this machine, and edits and removes.",
    proof: "A wrong key, a pasted path, a stand-in for Ollama, then a change and a removal.",
  },
  18: {
    promise: "Ready soon after a file is opened; the status bar says “starting” from the first moment.",
    proof: "A server held in its first instant; the time to Ready is printed.",
  },
  19: {
    promise: "Commands and entries appear only when they do something.",
    proof: "“End the Snooze” is listed during a snooze only; each entry of the menu acts.",
  },
  20: {
    promise: "One quiet notice at the first run, never again.",
    proof: "The notice has Try it and Settings; after a reload there is none.",
  },
  21: {
    promise: "A screen reader hears ghost text, status, menu and preview.",
    proof: "The live region and the accessible names are read with `editor.accessibilitySupport` on.",
  },
  22: {
    promise: "Another completion extension is noticed and named once, with the choice.",
    proof: "A small extension is installed under a known id.",
  },
  23: {
    promise: "Read-only, comparison and settings editors, huge and generated files get nothing, and “why” says so.",
    proof: "Each kind is opened, typed in and asked about.",
  },
  24: {
    promise: "Nothing is inserted with several cursors, in snippets, column selections or IME composition.",
    proof: "Each state is entered for real, composition by the browser's own events.",
  },
} as const satisfies Readonly<Record<number, Point>>;

export type PointNumber = keyof typeof points;

/** Points that are not proven in both versions yet; the page says so. */
export const openPoints: readonly PointNumber[] = [];
