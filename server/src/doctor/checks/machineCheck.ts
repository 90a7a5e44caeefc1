import { certificateWarning } from "../../model/routing/certificateWarning";
import { modeOf, usesEndpoints } from "../../settings/modes";
import type { Check, Fault } from "../check";

/** Memory below which a machine swaps when the model runs, in bytes: the embedded one takes 170 MB. // guess */
const littleMemoryBytes = 256 * 1024 * 1024;

/** Oldest Node that runs the program. Source: package.json, `engines`. */
const oldestNode = [20, 19] as const;

/** Reports a machine that lacks memory, runs an old Node, or switches the checking of certificates off. */
export const machineCheck: Check = {
  name: "this machine's memory and Node",
  why: "Suggestions come late or not at all.",
  run({ settings, environment }) {
    const faults: Fault[] = [];
    const freeBytes = availableBytes();
    if (freeBytes !== undefined && freeBytes < littleMemoryBytes)
      faults.push({
        id: "memory:free",
        what: `Only ${Math.floor(freeBytes / (1024 * 1024))} MB of memory are free.`,
        mend: { title: "Unload the model when idle", kind: "set", key: "local.idleMinutes", value: 1 },
      });
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]))
      faults.push({
        id: "node",
        what: `Node ${process.versions.node} is too old; Nanotype needs ${oldestNode.join(".")} or newer.`,
        mend: { title: "Install Node 22", kind: "shell", shell: "npx --yes n 22" },
      });
    const warning = usesEndpoints(modeOf(settings)) ? certificateWarning(environment) : undefined;
    if (warning !== undefined)
      faults.push({
        id: "certificates:unchecked",
        what: warning,
        why: "Other programs that you start from here trust every certificate, also a forged one.",
        mend: { title: "Remove the variable", kind: "shell", shell: "unset NODE_TLS_REJECT_UNAUTHORIZED" },
      });
    return Promise.resolve(faults);
  },
};

/** Returns the memory that can be had, in bytes; `undefined` if the system doesn't say. An old Node lacks the function, and on macOS it leaves out what the system would give back. */
function availableBytes(): number | undefined {
  if (!("availableMemory" in process) || process.platform === "darwin") return undefined;
  const bytes = process.availableMemory();
  return bytes > 0 ? bytes : undefined;
}
