import { recordMethod, recordParams, type RecordParams, type RecordResult } from "../protocol";
import { checked } from "./checked";
import type { Face, Feature } from "./feature";

/** Registers `nanotype/record`, by which the user starts and ends a recording of this session. The status says that one runs. */
export function registerRecording({ connection, lifecycle, configuration, engine }: Face): Feature {
  const record = async ({ folder = "" }: RecordParams): Promise<RecordResult> => {
    const settings = await configuration.settled();
    const ended = engine.sessionFolder.choose(settings, folder);
    engine.changed.emit();
    const file = await ended;
    return file === undefined ? {} : { file };
  };
  connection.onRequest(recordMethod, lifecycle.guard(checked(recordParams, record)));
  return {};
}
