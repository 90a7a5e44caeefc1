import { workspaceModelRefusal } from "../safety/consent/workspaceModel";
import { comparisonOf } from "../settings/comparison";
import { parseSettings, type Settings } from "../settings/settings";
import { modelChoice } from "./modelChoice";
import type { ModelChoice } from "./modelSlot";

/** The models that run on this machine: for code, and for prose if there is another one for it. */
export interface ModelChoices {
  readonly code: ModelChoice;
  readonly text: ModelChoice | undefined;
}

/** Chooses the models that run: those that the settings name, unless only a workspace can have named them. */
export class AllowedModel {
  readonly #modelsFolder: string;
  readonly #userSettings: unknown;
  #folderUris: readonly string[] = [];
  #isTrusted: boolean;
  #refusal: string | undefined;

  /** `modelsFolder` holds the models that came with the program; `userSettings` is what the user's own settings file holds. */
  constructor(params: { modelsFolder: string; userSettings: unknown; isTrusted: boolean }) {
    this.#modelsFolder = params.modelsFolder;
    this.#userSettings = params.userSettings;
    this.#isTrusted = params.isTrusted;
  }

  /** Sets the workspace folders. */
  setFolders(folderUris: readonly string[]): void {
    this.#folderUris = folderUris;
  }

  /** Records that the user trusts the workspace. */
  trust(): void {
    this.#isTrusted = true;
  }

  /** Reads the chosen models from the settings; one that isn't allowed is the user's own choice instead. */
  choose(settings: Settings): ModelChoices {
    const own = parseSettings(this.#userSettings).settings;
    const code = this.#allowed(settings, "localModel", own);
    const text = this.#allowed(settings, "localTextModel", own);
    this.#refusal = code.refusal ?? text.refusal;
    const choiceOf = (name: string): ModelChoice => modelChoice(settings, this.#modelsFolder, name);
    return { code: choiceOf(code.name), text: text.name === "" ? undefined : choiceOf(text.name) };
  }

  /** Chooses the model that is compared with them; `undefined` if none is. No workspace can name it. */
  compared(settings: Settings): ModelChoice | undefined {
    const other = comparisonOf(settings)?.other;
    return other?.kind === "model" ? modelChoice(settings, this.#modelsFolder, other.name) : undefined;
  }

  /** Why a model that the settings named last does not run; `undefined` if all do. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  #allowed(
    settings: Settings,
    key: "localModel" | "localTextModel",
    own: Settings,
  ): { readonly name: string; readonly refusal?: string } {
    const folderOf = (name: string): string => modelChoice(settings, this.#modelsFolder, name).modelFolder;
    const refusal =
      settings[key] === ""
        ? undefined
        : workspaceModelRefusal({
            ...{ key, modelFolder: folderOf(settings[key]), ownModelFolder: folderOf(own[key]) },
            ...{ folderUris: this.#folderUris, isTrusted: this.#isTrusted },
          });
    return refusal === undefined ? { name: settings[key] } : { name: own[key], refusal };
  }
}
