import { mkdirSync, readFileSync, renameSync, watch, writeFileSync, type FSWatcher } from "node:fs";
import { basename, dirname } from "node:path";
import { isRecord } from "../settingRow";

/** What a user said about sending text of one place (see `placeOf`) to others. */
export interface Consent {
  readonly answer: "yes" | "no";
  /** Who may receive it: a receiver that is not among them is asked about anew. */
  readonly receivers: readonly string[];
}

/** How long changes of the file are gathered, in ms: writing it is several events. // guess */
const gatherMs = 50;

/**
 * Remembers the user's answers, by place, in a file of the user's that no workspace can write to; without a path for as long
 * as it lives. All programs of a user share the file: what one of them takes back, the others learn at once.
 */
export class Consents {
  readonly #path: string | undefined;
  #answers: Readonly<Record<string, Consent>> = {};
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(path?: string) {
    this.#path = path;
    this.reload();
  }

  get(place: string): Consent | undefined {
    return Object.hasOwn(this.#answers, place) ? this.#answers[place] : undefined;
  }

  /** Every answer, by place. */
  all(): readonly (readonly [place: string, consent: Consent])[] {
    return Object.entries(this.#answers);
  }

  /** Keeps an answer; `undefined` forgets it. A file that cannot be written lasts for this session. */
  set(place: string, consent: Consent | undefined): void {
    this.reload();
    const others = Object.entries(this.#answers).filter(([other]) => other !== place);
    this.#answers = Object.fromEntries(consent === undefined ? others : [...others, [place, consent]]);
    if (this.#path === undefined) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      const draft = `${this.#path}.${process.pid}.tmp`;
      writeFileSync(draft, `${JSON.stringify({ answers: this.#answers }, undefined, 2)}\n`, { mode: 0o600 });
      renameSync(draft, this.#path);
    } catch {
      // The answer holds for this session; the user is asked again in the next one.
    }
  }

  /** Calls `onChange` when another program has changed the file. */
  follow(onChange: () => void): void {
    if (this.#path === undefined || this.#watcher !== undefined) return;
    const path = this.#path;
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.#watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
        if (name !== basename(path)) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => {
          this.reload();
          onChange();
        }, gatherMs);
      });
      this.#watcher.on("error", () => this.dispose());
    } catch {
      // A system without watchers: other programs' changes count from the next start.
    }
  }

  /** Reads the file. One that is absent or damaged holds no consent. */
  reload(): void {
    if (this.#path === undefined) return;
    try {
      this.#answers = parseAnswers(JSON.parse(readFileSync(this.#path, "utf8")));
    } catch {
      this.#answers = {};
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#watcher = undefined;
  }
}

/** @throws TypeError if it is not what `set` wrote. */
function parseAnswers(file: unknown): Readonly<Record<string, Consent>> {
  const answers = isRecord(file) ? file["answers"] : undefined;
  if (!isRecord(answers)) throw new TypeError("not a file of answers");
  return Object.fromEntries(
    Object.entries(answers).map(([place, consent]) => {
      const { answer, receivers } = isRecord(consent) ? consent : {};
      const isRight = (answer === "yes" || answer === "no") && Array.isArray(receivers);
      if (!isRight || !receivers.every((receiver) => typeof receiver === "string")) throw new TypeError("no answer");
      return [place, { answer, receivers }];
    }),
  );
}
