import type { FactKind, FactValue, SessionFacts } from "./facts";
import type { ReplayedDocument } from "./recordedBackend";
import type { SessionEvent } from "./sessionEvent";

/** Facts of a recording, by document, version and kind, each in its order. Where there are none, they are computed. */
export class RecordedFacts implements SessionFacts {
  readonly #waiting = new Map<string, FactValue[]>();
  readonly #documentOf: (uri: string) => ReplayedDocument | undefined;

  constructor(events: readonly SessionEvent[], documentOf: (uri: string) => ReplayedDocument | undefined) {
    this.#documentOf = documentOf;
    for (const event of events) {
      if (event.kind !== "fact") continue;
      const key = `${event.document} ${event.version} ${event.name}`;
      this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), event.value]);
    }
  }

  fact<T extends FactValue>(kind: FactKind, uri: string, compute: () => T): T {
    const { id = 0, version = 0 } = this.#documentOf(uri) ?? {};
    const recorded = this.#waiting.get(`${id} ${version} ${kind}`)?.shift();
    const computed = compute();
    return isLike(kind, recorded, computed) ? recorded : computed;
  }
}

/** Reports whether a recorded value is of the same kind as a computed one, or either isn't known. A verdict on syntax may be `late` or not. */
function isLike<T extends FactValue>(kind: FactKind, recorded: FactValue | undefined, computed: T): recorded is T {
  if (recorded === undefined) return false;
  return kind === "reads" || recorded === null || computed === null || typeof recorded === typeof computed;
}
