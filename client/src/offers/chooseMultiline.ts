import { chooseLevel, type Levels } from "../server/levels";

/** Suggestions that may add lines. */
export const multilineLevels: Levels<"never" | "explicit" | "auto"> = {
  key: "multiline",
  title: "Nanotype: which suggestions may add lines?",
  levels: [
    { value: "never", label: "Never", detail: "Every suggestion stays on its line" },
    { value: "explicit", label: "On request", detail: "A block only when you ask for one, with Alt+\\" },
    { value: "auto", label: "Automatic", detail: "The next line too, after a complete one" },
  ],
  usual: "explicit",
};

/** Sets which suggestions may add lines: to `wanted`, or to what the user chooses from a list. */
export function chooseMultiline(wanted?: unknown): Promise<void> {
  return chooseLevel(multilineLevels, wanted);
}
