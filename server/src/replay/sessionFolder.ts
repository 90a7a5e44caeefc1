import { describeError, type Logger } from "../base/log";
import type { Documents } from "../documents/documents";
import type { Backend, RoutableRequest } from "../model/backend";
import type { Settings } from "../settings/settings";
import type { SessionRecorder } from "./sessionRecorder";

/**
 * Records each session into a folder: the one that the settings name, from the moment they name one until they name another or none,
 * or one that the user chooses for this session. The later of both counts.
 */
export class SessionFolder {
  readonly #recorder: SessionRecorder;
  readonly #backend: Backend<RoutableRequest>;
  readonly #documents: Pick<Documents, "usable">;
  readonly #log: Logger;
  /** Folder into which the session is being recorded; empty if it isn't. */
  #folder = "";
  /** The user's choice, empty for none, and the settings' folder at that moment. */
  #choice: { readonly folder: string; readonly settings: string } | undefined;

  constructor(params: {
    recorder: SessionRecorder;
    backend: Backend<RoutableRequest>;
    documents: Pick<Documents, "usable">;
    log: Logger;
  }) {
    this.#recorder = params.recorder;
    this.#backend = params.backend;
    this.#documents = params.documents;
    this.#log = params.log;
  }

  get isRecording(): boolean {
    return this.#folder !== "";
  }

  /** Takes the settings in force; resolves with the file of the recording that they end, if one is written. Never rejects. */
  async use(inForce: Settings): Promise<string | undefined> {
    if (this.#choice?.settings !== inForce.record) this.#choice = undefined;
    const folder = this.#choice?.folder ?? inForce.record;
    if (folder === this.#folder) {
      this.#recorder.settings(inForce);
      return undefined;
    }
    const ended = this.#end();
    this.#folder = folder;
    if (this.isRecording) this.#recorder.begin(inForce, this.#documents.usable());
    return ended;
  }

  /**
   * Records into `folder` from now on, or not at all if it is empty, until the settings name another one. Resolves with the file of the
   * recording that this ends, if one is written. Never rejects.
   */
  choose(inForce: Settings, folder: string): Promise<string | undefined> {
    this.#choice = { folder, settings: inForce.record };
    return this.use(inForce);
  }

  /** Ends and writes the recording. The model must still be able to say what it is. */
  async close(): Promise<void> {
    const ended = this.#end();
    this.#folder = "";
    await ended;
  }

  async #end(): Promise<string | undefined> {
    const folder = this.#folder;
    if (folder === "") return undefined;
    try {
      const recording = await this.#recorder.end(this.#backend);
      if (recording === undefined) return undefined;
      // Loaded only here: few sessions are recorded.
      const { writeSession } = await import("./writeSession");
      const file = await writeSession(folder, recording);
      this.#log.info("The session was recorded.", { eventCount: recording.events.length });
      return file;
    } catch (error) {
      this.#log.error("The recording of the session could not be written.", { error: describeError(error) });
      return undefined;
    }
  }
}
