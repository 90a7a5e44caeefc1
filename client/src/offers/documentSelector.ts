/**
 * URI schemes whose documents people write text in. `file` covers remote windows too: their extension host runs on the
 * other side. Left out on purpose: VS Code's own settings, output, search results, git's diffs, the debug console.
 */
const schemes = ["file", "untitled", "vscode-notebook-cell", "vscode-scm", "vscode-vfs"];

/** Documents that are sent to the server: every language, in the schemes above. */
export const documentSelector = schemes.map((scheme) => ({ scheme }));

/** Reports whether documents of this URI scheme are sent to the server. */
export function isRelevantScheme(scheme: string): boolean {
  return schemes.includes(scheme);
}
