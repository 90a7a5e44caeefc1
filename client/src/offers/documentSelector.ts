/**
 * Schemes whose documents people write text in. `file` covers remote windows too: their extension host runs on the other side.
 * Left out on purpose: output, search results, diffs of git, the debug console.
 */
const schemes = ["file", "untitled", "vscode-notebook-cell", "vscode-scm", "vscode-userdata", "vscode-vfs"];

/** Documents that are sent to the server: every language, in the schemes above. */
export const documentSelector = schemes.map((scheme) => ({ scheme }));

/** Says whether a document of this URI scheme is one of those. */
export function isRelevantScheme(scheme: string): boolean {
  return schemes.includes(scheme);
}
