import { inBackground } from "../base/inBackground";
import type { ModelSlot } from "../model/modelSlot";
import type { CloudRoutes } from "../model/routing/cloudRoutes";
import type { ComparedBackend, OtherBackend } from "../model/routing/comparedBackend";
import type { Router } from "../model/routing/router";
import { comparisonOf, type Comparison } from "../settings/comparison";
import type { Settings } from "../settings/settings";
import type { ComparedCounts } from "./comparedCounts";
import type { History } from "./history";

/** Parts of a comparison while the user works. */
interface ComparisonParts {
  readonly counts: ComparedCounts;
  readonly backend: ComparedBackend;
  /** Slot of a model that is compared. */
  readonly slot: ModelSlot;
  /** A router of its own for an endpoint that is compared. */
  readonly router: Router;
  readonly cloud: Pick<CloudRoutes, "endpoint">;
  /** Figures of earlier sessions, if they are kept. */
  readonly history: History | undefined;
}

/** Lets the model or endpoint that `nanotype.compareWith` names take turns with the usual backend, as far as the comparison has come. */
export class LiveComparison {
  readonly #parts: ComparisonParts;
  #id = "";
  #comparison: Comparison | undefined;

  constructor(parts: ComparisonParts) {
    this.#parts = parts;
  }

  /** Takes the settings in force, once their model and endpoints are there. */
  apply(settings: Settings): void {
    const { backend, counts, history } = this.#parts;
    const comparison = comparisonOf(settings);
    this.#comparison = comparison;
    backend.use(comparison && this.#other(comparison));
    if (comparison === undefined || comparison.id === this.#id) return;
    const { id } = comparison;
    this.#id = id;
    counts.begin(id);
    if (history === undefined) return;
    inBackground("continuing a comparison", async () => counts.add(id, await history.total()));
  }

  /** Why the other model doesn't take its turns now, in a sentence; `undefined` if it does, or if nothing is compared. */
  get obstacle(): string | undefined {
    const { slot, cloud } = this.#parts;
    if (this.#comparison === undefined) return undefined;
    const { kind, name } = this.#comparison.other;
    if (kind === "model") return slot.state.kind === "stopped" ? slot.state.error.message : undefined;
    return cloud.endpoint(name) === undefined
      ? `The endpoint ${name} can't be asked with these settings, so nothing is compared. The modes cloud and hybrid use endpoints.`
      : undefined;
  }

  /** Returns backend B; `undefined` if it is an endpoint that the settings in force don't use. */
  #other({ id, other }: Comparison): OtherBackend | undefined {
    const { slot, router, cloud } = this.#parts;
    if (other.kind === "model") return { comparison: id, backend: slot, wrote: () => true };
    const endpoint = cloud.endpoint(other.name);
    if (endpoint === undefined) return undefined;
    router.use({ mode: "cloud", endpoints: [endpoint], hedge: false });
    return { comparison: id, backend: router, wrote: ({ writtenBy }) => writtenBy !== undefined };
  }
}
