import { filePath } from "../base/filePath";
import { createGit } from "../commit/change/git";
import {
  doctorMethod,
  doctorParams,
  reportMethod,
  type DoctorParams,
  type DoctorResult,
  type ReportResult,
} from "../protocol";
import { checked } from "./checked";
import type { Face, Feature } from "./feature";
import { readStats, readUsage } from "./reports";
import { withSignal } from "./withSignal";

/** Registers `nanotype/doctor`, an examination of the set-up, and `nanotype/report`. Their code is loaded when it is first asked. */
export function registerDoctor(face: Face): Feature {
  const { connection, lifecycle, configuration, engine, clientName } = face;
  const examineHere = async ({ languages, folderUri }: DoctorParams, signal: AbortSignal): Promise<DoctorResult> => {
    const settings = await configuration.settled();
    const { examine } = await import("../doctor/examine");
    const { gate } = engine;
    const folder = folderUri === undefined ? undefined : filePath(folderUri);
    const consentWanted = gate.isWaiting ? gate.notice() : undefined;
    const { policy, warnings } = configuration;
    return examine(
      {
        ...engine,
        ...{ settings, warnings, policy, languages, environment: process.env, isTrusted: gate.isTrusted },
        ...(consentWanted === undefined ? {} : { consentWanted }),
        ...(folder === undefined
          ? {}
          : { folder, git: createGit({ folder, environment: process.env, keepsPlace: false, signal }) }),
      },
      signal,
    );
  };
  const report = async (params: DoctorParams, signal: AbortSignal): Promise<ReportResult> => {
    const found = await examineHere(params, signal);
    const { bugReport } = await import("../doctor/bugReport");
    const { settings } = configuration;
    const counts = { sinceStart: readStats(engine), lastWeek: await readUsage(engine, 7) };
    return { text: bugReport({ client: clientName, settings, found, counts }) };
  };
  for (const [method, run] of [
    [doctorMethod, examineHere],
    [reportMethod, report],
  ] as const)
    connection.onRequest(
      method,
      lifecycle.guard((raw, token) =>
        withSignal<DoctorResult | ReportResult>(token, (signal) =>
          checked(doctorParams, (params): Promise<DoctorResult | ReportResult> => run(params, signal))(raw),
        ),
      ),
    );
  return {};
}
