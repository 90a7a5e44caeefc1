import { readFileSync } from "node:fs";
import type { Frame } from "playwright-core";
import { webviewFrame } from "./webviewFrame";
import type { Window } from "./window";

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: "minor" | "moderate" | "serious" | "critical" | null;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** Examines the page inside the visible webview with axe-core; returns its serious and critical faults, each with the first place. */
export async function graveAxeFaults(window: Window): Promise<string[]> {
  return examined(await webviewFrame(window));
}

/** Examines a page that may run no script, by a copy in a window of its own; see `graveAxeFaults`. */
export async function graveAxeFaultsOfCopy(window: Window): Promise<string[]> {
  const html = await (await webviewFrame(window)).content();
  const copy = await window.page.context().browser()?.newPage();
  if (copy === undefined) throw new Error("The browser is gone.");
  try {
    // The page's policy would keep the theme's colours out, which VS Code has set meanwhile.
    await copy.setContent(html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ""));
    return await examined(copy.mainFrame());
  } finally {
    await copy.close();
  }
}

async function examined(frame: Frame): Promise<string[]> {
  // Evaluated by the browser's debugger, which the page's policy doesn't bind.
  await frame.evaluate(readFileSync("node_modules/axe-core/axe.min.js", "utf8"));
  const { violations } = await frame.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html} ${nodes[0]?.failureSummary ?? ""}`);
}
