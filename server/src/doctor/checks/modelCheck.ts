import { join } from "node:path";
import { isRecord } from "../../base/isRecord";
import type { BackendError } from "../../model/errors";
import { rows } from "../../settings/settings";
import type { Check, Fault, Patient } from "../check";

/** Reports a model that doesn't load, a slow runtime, and a limit of memory that the model doesn't keep. */
export const modelCheck: Check = {
  name: "the model on this machine",
  why: "Without it, suggestions only repeat what your files already contain.",
  async run(patient) {
    const { slot, allowedModel, settings } = patient;
    const state = await slot.settled();
    const text = await textFault(patient);
    if (state.kind === "stopped") return [stopped(patient, state.error), ...text];
    if (state.kind !== "ready")
      return ["Not checked: the model on this machine, which is still being loaded.", ...text];
    const found: (Fault | string)[] = [...text];
    if (state.runtime === "wasm") found.push(hasNative() ? wasmFault : wasmNote);
    const { rssBytes } = slot.usage();
    const limitBytes = allowedModel.choose(settings).code.memoryLimitBytes;
    if (rssBytes > limitBytes)
      found.push({
        id: "memory:limit",
        what: `The model uses ${inMb(rssBytes)} MB and may use ${inMb(limitBytes)} MB (nanotype.local.memoryLimitMb).`,
        why: "It is started anew again and again, and its suggestions come late.",
        mend: { title: "Raise the limit", kind: "set", key: "local.memoryLimitMb", value: roomFor(rssBytes) },
      });
    return found;
  },
};

/** The fault of a model that can't be used, with the setting that makes one usable. */
function stopped({ settings, allowedModel, modelsFolder }: Patient, error: BackendError): Fault {
  const what = withoutComfort(error.message);
  const isOurs = allowedModel.choose(settings).code.modelFolder === join(modelsFolder, rows.localModel.default);
  const remove = (key: string, title: string): Fault["mend"] => ({ title, kind: "set", key });
  const mend: Fault["mend"] =
    error.kind === "outOfMemory" && settings.localMemoryLimitMb < rows.localMemoryLimitMb.default
      ? remove("local.memoryLimitMb", "Use the usual limit")
      : !isOurs
        ? remove("local.model", "Use the embedded model")
        : settings.localQuantization !== "auto"
          ? remove("local.quantization", "Use the usual weights")
          : reinstall;
  return { id: `model:${error.kind}`, what, mend };
}

async function textFault({ textSlot }: Patient): Promise<Fault[]> {
  const state = textSlot.isUsed ? await textSlot.settled() : undefined;
  if (state?.kind !== "stopped") return [];
  const what = `nanotype.local.textModel: ${withoutComfort(state.error.message)}`;
  const why = "The model for code completes prose too.";
  return [
    {
      id: `textModel:${state.error.kind}`,
      what,
      why,
      mend: { title: "Remove the setting", kind: "set", key: "local.textModel" },
    },
  ];
}

function withoutComfort(message: string): string {
  return message.replace(/[;.] ?suggestions from the workspace memory continue\.$/i, ".");
}

/** The mend of a program whose own files are damaged. */
export const reinstall = {
  title: "Install Nanotype again",
  kind: "command",
  command: "workbench.extensions.search",
  argument: "@id:nanotype.nanotype",
  shell: "npm ci && npm run build",
} as const satisfies Fault["mend"];

const slow = "The native runtime does not run on this machine, so the model runs in WebAssembly.";

const wasmFault: Fault = {
  id: "model:runtime",
  what: slow,
  why: "The suggestions are the same but come more slowly.",
  mend: { ...reinstall, title: "Install the package for this machine" },
};

const wasmNote = `${slow} There is none for this system.`;

/** Reports whether onnxruntime has a native binary for this system. Source: the folders of its package 1.2x; none for musl. */
function hasNative(): boolean {
  const system = `${process.platform}-${process.arch}`;
  if (system === "linux-x64" || system === "linux-arm64") return isGlibc();
  return ["darwin-arm64", "win32-x64", "win32-arm64"].includes(system);
}

function isGlibc(): boolean {
  // Else Node asks name servers about every open socket.
  const report: unknown = Object.assign(process.report, { excludeNetwork: true }).getReport();
  const header = isRecord(report) && isRecord(report["header"]) ? report["header"] : {};
  return header["glibcVersionRuntime"] !== undefined;
}

function inMb(bytes: number): number {
  return Math.ceil(bytes / (1024 * 1024));
}

/** Returns a limit in MB with room for twice the memory in use, at least the usual one. */
function roomFor(bytes: number): number {
  return Math.max(rows.localMemoryLimitMb.default, 2 * inMb(bytes));
}
