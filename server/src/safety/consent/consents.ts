import { randomBytes } from "node:crypto";
import { inBackground } from "../../base/inBackground";
import { SharedFile, type Reading } from "../../base/files/sharedFile";
import { answersForm, type Answers, type Consent, type KeptConsent } from "./answersForm";

/** Pause before retrying answers that could not be written, in ms. // guess */
const retryMs = 5_000;

/** An answer that is not in the file yet; `undefined` forgets. `over` is the `id` of the one that it replaces, as far as its giver knew. */
interface NewAnswer {
  readonly consent: KeptConsent | undefined;
  readonly over: string | undefined;
}

/**
 * Remembers the user's answers, by place, in a file of the user's that no workspace can write to; without a path, only in
 * memory. All programs of a user share the file: a withdrawal in one of them reaches the others at once. A no is replaced
 * only by an answer whose giver knew of it.
 */
export class Consents {
  readonly #file: SharedFile<Answers> | undefined;
  /** Answers as the file has them. */
  #written: Answers = new Map();
  /** Answers not written yet; they override the file, so that no old yes comes back. */
  readonly #unwritten = new Map<string, NewAnswer>();
  #hasFailed = false;
  #isDamaged = false;
  #work: Promise<void> = Promise.resolve();
  #onChange: () => void = () => undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(path?: string) {
    this.#file = path === undefined ? undefined : new SharedFile(path, answersForm);
    this.reload();
  }

  get(place: string): Consent | undefined {
    const written = this.#written.get(place);
    const fresh = this.#unwritten.get(place);
    const kept = fresh === undefined || isOverruled(fresh, written) ? written : fresh.consent;
    return kept && { answer: kept.answer, receivers: kept.receivers };
  }

  /** Returns every answer, by place. */
  all(): readonly (readonly [place: string, consent: Consent])[] {
    return [...new Set([...this.#written.keys(), ...this.#unwritten.keys()])].flatMap((place) => {
      const consent = this.get(place);
      return consent === undefined ? [] : [[place, consent] as const];
    });
  }

  /** True if an answer could not be written: it holds as long as this program runs. */
  get hasUnwritten(): boolean {
    return this.#hasFailed && this.#unwritten.size > 0;
  }

  /** True if the file was found damaged: consents are requested anew, and readable refusals remain. */
  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  /**
   * Keeps an answer; `undefined` forgets it. It counts at once. Resolves with whether it will outlive this program; if not, it
   * holds as long as the program runs, and writing is retried.
   */
  async set(place: string, consent: Consent | undefined): Promise<boolean> {
    const over = this.#written.get(place)?.id;
    this.reload();
    const kept = consent && { ...consent, id: randomBytes(8).toString("hex") };
    this.#unwritten.set(place, { consent: kept, over });
    await this.save();
    return this.#file !== undefined && !this.#unwritten.has(place) && this.#written.get(place)?.id === kept?.id;
  }

  /** Writes the answers that the file lacks. Never rejects. */
  save(): Promise<void> {
    const file = this.#file;
    if (file !== undefined) this.#work = this.#work.then(() => this.#write(file));
    return this.#work;
  }

  /**
   * Moves a damaged file aside and keeps its readable part, so that the next start finds a sound one. Returns
   * whether it was damaged. Never rejects.
   */
  async mend(): Promise<boolean> {
    const file = this.#file;
    if (!this.#isDamaged || file === undefined) return false;
    this.#work = this.#work.then(async () => {
      try {
        await file.change({ inPlaceIfNeeded: false }, (now) => {
          this.#take(now);
          return this.#written;
        });
      } catch {
        // It stays as it is, and counts as damaged at the next start, too.
      }
    });
    await this.#work;
    return true;
  }

  /** Calls `onChange` when another program has changed the file, or when a failed write has succeeded. */
  follow(onChange: () => void): void {
    this.#onChange = onChange;
    this.#file?.follow(() => {
      this.reload();
      onChange();
    });
  }

  /** Reads the file. A file that is absent or unreadable holds no consent. */
  reload(): void {
    const found = this.#file?.read();
    if (found !== undefined) this.#take(found);
  }

  dispose(): void {
    this.#onChange = () => undefined;
    this.#file?.dispose();
  }

  #take(found: Reading<Answers>): void {
    this.#isDamaged ||= found.kind === "damaged";
    if (found.kind === "sound") this.#written = found.value;
    else if (found.kind === "damaged") this.#written = new Map([...refusals(this.#written), ...found.value]);
    else this.#written = found.kind === "absent" ? new Map() : new Map(refusals(this.#written));
  }

  async #write(file: SharedFile<Answers>): Promise<void> {
    const fresh = [...this.#unwritten];
    if (fresh.length === 0) return;
    clearTimeout(this.#retry);
    try {
      const takesBack = fresh.some(([, { consent }]) => consent?.answer !== "yes");
      this.#written = await file.change({ inPlaceIfNeeded: takesBack }, (now) => {
        this.#take(now);
        const answers = new Map(this.#written);
        for (const [place, answer] of fresh) {
          if (isOverruled(answer, answers.get(place))) continue;
          if (answer.consent === undefined) answers.delete(place);
          else answers.set(place, answer.consent);
        }
        return answers;
      });
      for (const [place, answer] of fresh) if (this.#unwritten.get(place) === answer) this.#unwritten.delete(place);
      const hadFailed = this.#hasFailed;
      this.#hasFailed = false;
      if (hadFailed) this.#onChange();
    } catch {
      // `hasUnwritten` informs the user.
      this.#hasFailed = true;
      this.#retry = setTimeout(() => inBackground("keeping an answer", this.save()), retryMs);
      this.#retry.unref();
    }
  }
}

/** Reports whether the file holds a no that the answer's giver did not know of. */
function isOverruled({ consent, over }: NewAnswer, written: KeptConsent | undefined): boolean {
  return consent?.answer !== "no" && written?.answer === "no" && written.id !== over;
}

function refusals(answers: Answers): [string, KeptConsent][] {
  return [...answers].filter(([, { answer }]) => answer === "no");
}
