import { openPoints, points } from "../../test/host/contract/points";

/** Prints the contract: each promise, its proof, and the result in each version of VS Code. */
export function mannersTable(
  versions: readonly { readonly version: string; readonly results: Readonly<Partial<Record<string, string>>> }[],
): string {
  const rows = Object.entries(points).map(([number, { promise, proof }]) => [
    number,
    promise,
    proof,
    ...versions.map(({ results }) => (isOpen(number) ? "open" : (results[number] ?? "not run"))),
  ]);
  const head = ["", "promise", "proof", ...versions.map(({ version }) => `VS Code ${version}`)];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function isOpen(number: string): boolean {
  return openPoints.some((open) => String(open) === number);
}
