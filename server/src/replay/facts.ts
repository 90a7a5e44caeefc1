import type { CaretPlace } from "../code/caret";
import type { CaretScope } from "../code/caretScope";
import type { TrialAt } from "../code/trialReading";

/** Kinds of facts that depend on how far work in the background has come, and so on real time. None holds text. */
export const factKinds = ["place", "scope", "declares", "hasSelf", "trial", "reads", "remembered"] as const;
/** A kind of fact. */
export type FactKind = (typeof factKinds)[number];

/** A fact's value; `null` if it wasn't known. */
export type FactValue = string | boolean | null;

/** Hears of the facts of a session, or knows them from a recorded one. */
export interface SessionFacts {
  /** Returns the fact that `compute` gives, or the one that was recorded instead. */
  fact<T extends FactValue>(kind: FactKind, uri: string, compute: () => T): T;
}

/** The pipeline's ways to ask for such facts. */
interface Askable {
  readonly placeAt: (caret: { uri: string; languageId: string; text: string; offset: number }) => CaretPlace;
  readonly scopeAt: (caret: { uri: string; text: string; offset: number }) => CaretScope | undefined;
  readonly trialAt: TrialAt;
  readonly isRemembered: (uri: string) => boolean;
}

/** Returns the same ways, whose answers pass through `facts`. */
export function throughFacts(facts: SessionFacts, { placeAt, scopeAt, trialAt, isRemembered }: Askable): Askable {
  return {
    placeAt: (caret) => facts.fact("place", caret.uri, () => placeAt(caret)),
    isRemembered: (uri) => facts.fact("remembered", uri, () => isRemembered(uri)),
    scopeAt(caret) {
      const scope = scopeAt(caret);
      if (!facts.fact("scope", caret.uri, () => scope !== undefined)) return undefined;
      return {
        declares: (name) => facts.fact("declares", caret.uri, () => scope?.declares(name) ?? false),
        hasSelf: () => facts.fact("hasSelf", caret.uri, () => scope?.hasSelf() ?? null) ?? undefined,
      };
    },
    trialAt(uri, place) {
      const trial = trialAt(uri, place);
      if (!facts.fact("trial", uri, () => trial !== undefined)) return undefined;
      return {
        reads: (inserted, replacedLength) =>
          facts.fact("reads", uri, () => trial?.reads(inserted, replacedLength) ?? null) ?? undefined,
      };
    },
  };
}
