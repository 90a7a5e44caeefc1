import { mkdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync, type FSWatcher } from "node:fs";
import { basename, dirname } from "node:path";
import { isRecord } from "../isRecord";

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
  /** As the file has them. */
  #written: Readonly<Record<string, Consent>> = {};
  /** What could not be written; it counts above the file, so that no old yes comes back. */
  readonly #unwritten = new Map<string, Consent | undefined>();
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(path?: string) {
    this.#path = path;
    this.reload();
  }

  get(place: string): Consent | undefined {
    if (this.#unwritten.has(place)) return this.#unwritten.get(place);
    return Object.hasOwn(this.#written, place) ? this.#written[place] : undefined;
  }

  /** Every answer, by place. */
  all(): readonly (readonly [place: string, consent: Consent])[] {
    const places = new Set([...Object.keys(this.#written), ...this.#unwritten.keys()]);
    return [...places].flatMap((place) => {
      const consent = this.get(place);
      return consent === undefined ? [] : [[place, consent] as const];
    });
  }

  /** Whether an answer could not be written: it holds as long as this program runs. */
  get hasUnwritten(): boolean {
    return this.#path !== undefined && this.#unwritten.size > 0;
  }

  /** Keeps an answer; `undefined` forgets it. Says whether it will outlive this program; if not, it holds as long as that runs. */
  set(place: string, consent: Consent | undefined): boolean {
    this.#unwritten.set(place, consent);
    if (this.#path === undefined) return false;
    this.reload();
    const draft = `${this.#path}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      const answers = Object.fromEntries(this.all());
      writeFileSync(draft, `${JSON.stringify({ answers }, undefined, 2)}\n`, { mode: 0o600 });
      renameSync(draft, this.#path);
      this.#written = answers;
      this.#unwritten.clear();
      return true;
    } catch {
      removeQuietly(draft);
      return false;
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
      this.#written = parseAnswers(JSON.parse(readFileSync(this.#path, "utf8")));
    } catch {
      this.#written = {};
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#watcher = undefined;
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be written, nothing can be removed.
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
