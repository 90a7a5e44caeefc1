import { boxIsProse } from "./commitBox";
import { entriesAct, levelIsVisible, offInOneClick, othersGetNothing, whyIsAnswered } from "./control";
import { nothingIsInserted } from "./cursors";
import { caretContinues, partsAreTaken, tabIndents, tabRaces } from "./keys";
import type { PointNumber } from "./points";
import { readersHear } from "./readers";
import { consentWaits, endpointsAreManaged, previewFollows } from "./sending";
import {
  deletedStaysAway,
  deletionIsQuiet,
  escapeIsRemembered,
  listIsRespected,
  noScraps,
  nothingJumps,
  nothingTwice,
} from "./silence";
import { assistantIsNamed, startsVisibly, welcomesOnce } from "./start";
import type { Proof } from "./stage";

/**
 * Points that depend on how VS Code itself behaves. CI, which has 25 minutes, holds only these in the oldest version;
 * `npm run manners` holds all in both.
 */
export const hostPoints: readonly PointNumber[] = [18, 20, 1, 2, 3, 5, 8, 14, 24];

/** The proofs in the order in which they run: a new window first, editors that change the window last. */
export const proofs: readonly (readonly [PointNumber, ...Proof[]])[] = [
  [18, startsVisibly],
  [22, assistantIsNamed],
  [20, welcomesOnce],
  [1, tabIndents],
  [2, listIsRespected],
  [3, deletedStaysAway, deletionIsQuiet],
  [4, escapeIsRemembered],
  [5, nothingJumps],
  [6, offInOneClick],
  [7, caretContinues],
  [8, partsAreTaken],
  [9, tabRaces],
  [10, whyIsAnswered],
  [11, levelIsVisible],
  [12, noScraps],
  [13, nothingTwice],
  [14, boxIsProse],
  [19, entriesAct],
  [21, readersHear],
  [24, nothingIsInserted],
  [15, previewFollows],
  [16, consentWaits],
  [17, endpointsAreManaged],
  [23, othersGetNothing],
];
