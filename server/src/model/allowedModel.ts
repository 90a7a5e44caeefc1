import { workspaceModelRefusal } from "../safety/consent/workspaceModel";
import { parseSettings, type Settings } from "../settings/settings";
import { modelChoice } from "./modelChoice";
import type { ModelChoice } from "./modelSlot";

/** Chooses the model that runs: the one that the settings name, unless only a workspace can have named it. */
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

  /** Reads the chosen model from the settings; if it isn't allowed, returns the user's own choice. */
  choose(settings: Settings): ModelChoice {
    const own = modelChoice(parseSettings(this.#userSettings).settings, this.#modelsFolder);
    const wanted = modelChoice(settings, this.#modelsFolder);
    this.#refusal = workspaceModelRefusal({
      modelFolder: wanted.modelFolder,
      ownModelFolder: own.modelFolder,
      folderUris: this.#folderUris,
      isTrusted: this.#isTrusted,
    });
    return this.#refusal === undefined ? wanted : { ...wanted, modelFolder: own.modelFolder };
  }

  /** Why the model that the settings named last does not run; `undefined` if it does. */
  get refusal(): string | undefined {
    return this.#refusal;
  }
}
