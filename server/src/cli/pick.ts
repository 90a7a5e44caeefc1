import { createInterface } from "node:readline/promises";

/** Most choices that are shown at once; more are found by a part of their name. */
const mostShown = 20;

/**
 * Lets the user at a terminal pick one of several names: by its number, its name or a part of it that only one has.
 * `undefined` if they leave.
 */
export async function pick(
  title: string,
  choices: readonly string[],
  terminal: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream },
): Promise<string | undefined> {
  const lines = createInterface({ input: terminal.input, output: terminal.output });
  const left = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  let shown = choices;
  try {
    for (;;) {
      const rows = shown.slice(0, mostShown).map((choice, index) => `  ${index + 1}  ${choice}\n`);
      const more = shown.length > mostShown ? `  … and ${shown.length - mostShown} more\n` : "";
      terminal.output.write(`${title}\n${rows.join("")}${more}`);
      const answer = await Promise.race([lines.question("Number, or a part of the name: "), left]);
      if (answer === undefined) return undefined;
      const found = find(answer.trim(), shown, choices);
      if (found.length === 1) return found[0];
      if (found.length === 0) terminal.output.write(`No name matches.\n`);
      shown = found.length === 0 ? choices : found;
    }
  } finally {
    lines.close();
  }
}

function find(answer: string, shown: readonly string[], all: readonly string[]): readonly string[] {
  if (answer === "") return [];
  const numbered = /^\d+$/.test(answer) ? shown[Number(answer) - 1] : undefined;
  if (numbered !== undefined) return [numbered];
  const exact = all.filter((choice) => choice === answer);
  return exact.length > 0 ? exact : all.filter((choice) => choice.toLowerCase().includes(answer.toLowerCase()));
}
