import type { SetupFinding } from "./setupFinding";

/** Contents of the page; findings that were mended meanwhile are listed by their sentences. */
export interface SetupState {
  readonly findings: readonly SetupFinding[];
  readonly mended: readonly string[];
  readonly notes: readonly string[];
  readonly checked: readonly string[];
  readonly isBusy: boolean;
}

/** Command of a finding's button; its argument is the finding's id. Not in the palette. */
export const mendCommand = "nanotype.mendFinding";

/** Builds the page: no script, nothing remote, buttons are links to commands. `nonce` allows its style. */
export function setupPage({ findings, mended, notes, checked, isBusy }: SetupState, nonce: string): string {
  const summary = isBusy
    ? "Checking…"
    : findings.length === 0
      ? "Nothing is wrong."
      : findings.length === 1
        ? "1 finding."
        : `${findings.length} findings.`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}';">
<title>Check My Setup</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>Check My Setup</h1>
<p role="status" class="summary">${escaped(summary)}</p>
${mended.length === 0 ? "" : `<ul class="mended">${mended.map((what) => `<li><span aria-hidden="true">✓</span> Mended: ${escaped(what)}</li>`).join("")}</ul>`}
${findings.map(article).join("\n")}
${notes.length === 0 ? "" : `<h2>Good to know</h2><ul>${notes.map((note) => `<li>${escaped(note)}</li>`).join("")}</ul>`}
${checked.length === 0 ? "" : `<p class="checked">Checked: ${escaped(checked.join(", "))}.</p>`}
${isBusy ? "" : `<p>${link("Check again", "nanotype.checkSetup", "plain")} ${link("Write a bug report", "nanotype.report", "plain")}</p>`}
</main>
</body>
</html>`;
}

function article({ id, what, why, mend }: SetupFinding): string {
  const { title, shell } = mend;
  const steps =
    shell === undefined
      ? link(title, mendCommand, "button", id)
      : `<span>${escaped(title)}:</span> <code>${escaped(shell)}</code> ${link("Put it into a terminal", mendCommand, "button", id)}`;
  return `<section><h2>${escaped(what)}</h2><p>${escaped(why)}</p><p>${steps}</p></section>`;
}

function link(label: string, command: string, kind: "button" | "plain", argument?: string): string {
  const query = argument === undefined ? "" : `?${encodeURIComponent(JSON.stringify([argument]))}`;
  return `<a class="${kind}" href="command:${command}${query}">${escaped(label)}</a>`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const style = `
body { padding: 0 1.5rem 2rem; line-height: 1.5; }
main { max-width: 46rem; }
h1 { font-size: 1.5rem; font-weight: 600; margin: 1.25rem 0 0.25rem; }
h2 { font-size: 1rem; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
p { margin: 0.35rem 0; }
.summary, .checked { color: var(--vscode-descriptionForeground); }
.checked { margin-top: 1.5rem; }
section { border-left: 3px solid var(--vscode-editorWarning-foreground, currentColor); padding: 0.1rem 0 0.1rem 0.9rem; margin: 1.1rem 0; }
main > h2 { margin-top: 1.5rem; }
ul { padding-left: 1.2rem; margin: 0.4rem 0; }
.mended { list-style: none; padding-left: 0; color: var(--vscode-descriptionForeground); }
code { font-family: var(--vscode-editor-font-family); overflow-wrap: anywhere; }
a.button { display: inline-block; padding: 0.2rem 0.75rem; margin-top: 0.2rem; border-radius: 2px; text-decoration: none; color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, transparent); }
a.button:hover { background: var(--vscode-button-hoverBackground); }
a:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
a.plain { margin-right: 1rem; }
`;
