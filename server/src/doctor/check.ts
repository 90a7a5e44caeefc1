import type { Clock } from "../base/clock";
import type { Logger } from "../base/log";
import type { Git } from "../commit/change/git";
import type { AllowedModel } from "../model/allowedModel";
import type { ModelSlot } from "../model/modelSlot";
import type { AskSecret } from "../model/routing/credentials";
import type { Finding } from "../protocol";
import type { Policy } from "../settings/policy";
import type { Settings, SettingWarning } from "../settings/settings";

/** A set-up to examine: the settings in force, and the parts of the engine that know the rest. */
export interface Patient {
  readonly settings: Settings;
  /** Problems with the settings as they were read. */
  readonly warnings: readonly SettingWarning[];
  /** The fault of the settings file, a sentence, if it can't be read. */
  readonly fileFault?: string;
  readonly policy: Policy;
  readonly environment: Readonly<Partial<Record<string, string>>>;
  readonly isTrusted: boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly askSecret: AskSecret;
  readonly hasKeychain: () => boolean;
  /** Language ids of the open documents; absent if the face knows no documents. */
  readonly languages?: readonly string[];
  /** Folder to examine: its repository's hook. */
  readonly folder?: string;
  /** Runs git in `folder`. */
  readonly git?: Git;
  /** Chooses the models by the settings, and knows those that it refused. */
  readonly allowedModel: Pick<AllowedModel, "choose" | "refusal">;
  /** Folder of the models that came with the program. */
  readonly modelsFolder: string;
  /** The model for code, and the one for prose. */
  readonly slot: Pick<ModelSlot, "settled" | "usage">;
  readonly textSlot: Pick<ModelSlot, "settled" | "isUsed">;
  /** The notice that endpoints wait for consent; absent if none does. */
  readonly consentWanted?: string;
  /** Returns what a program prints for `--version`; absent if the face starts no programs. */
  readonly askVersion?: (program: string) => Promise<string | undefined>;
}

/** A fault; `why` replaces the check's own reason. */
export type Fault = Omit<Finding, "why"> & { readonly why?: string };

/** An examination of one part of a set-up. */
export interface Check {
  /** The part, for people: "the settings". */
  readonly name: string;
  /** A sentence: why its faults matter. */
  readonly why: string;
  /** True if it is about terminals and the editors that use them alone. */
  readonly isTerminals?: true;
  /** Returns the faults, each with its mend, and notes (texts) about facts that need no mend. */
  run(patient: Patient, signal: AbortSignal): Promise<readonly (Fault | string)[]>;
}
