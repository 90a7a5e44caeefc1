/** Scheme of the commit box, which exists as soon as there is a repository, whether or not anybody writes in it. */
export const commitBoxScheme = "vscode-scm";

/**
 * URI schemes whose documents people write text in. `file` covers remote windows too: their extension host runs on the
 * other side. Left out on purpose: VS Code's own settings, output, search results, git's diffs, the debug console.
 */
const schemes = ["file", "untitled", "vscode-notebook-cell", commitBoxScheme, "vscode-vfs"];

/** Documents that are sent to the server: every language, in the schemes above. */
export const documentSelector = schemes.map((scheme) => ({ scheme }));

/** Reports whether documents of this URI scheme are sent to the server. */
export function isRelevantScheme(scheme: string): boolean {
  return schemes.includes(scheme);
}
