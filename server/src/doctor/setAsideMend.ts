import type { Fault } from "./check";
import { shellWord } from "./shellWord";

/** Returns the mend of a damaged file: it gets another name, and a new one takes its place. */
export function setAsideMend(path: string): Fault["mend"] {
  return {
    title: "Set the file aside",
    kind: "shell",
    shell: `mv ${shellWord(path)} ${shellWord(`${path}.damaged`)}`,
  };
}
