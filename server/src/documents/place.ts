/** Where a document belongs to, as far as consent goes. */
export interface Place {
  /** A workspace folder's URI, a file's folder's, or a scheme such as `untitled:`. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** A file outside of the folders that are open: only an explicit wish makes us ask about it. */
  readonly isOutside: boolean;
}

/**
 * The place of a document: the innermost workspace folder that holds it, the folder of a file outside of all of them, or the
 * scheme of a document that is no file.
 */
export function placeOf(uri: string, folderUris: readonly string[]): Place {
  const subject = repositoryOf(uri) ?? uri.replace(/^vscode-notebook-cell:(\/\/)?/, "file://").replace(/[?#].*$/s, "");
  const path = normal(subject);
  const folder = folderUris
    .map((folderUri) => normal(folderUri).replace(/\/+$/, ""))
    .filter((candidate) => path === candidate || path.startsWith(`${candidate}/`))
    .sort((a, b) => b.length - a.length)
    .at(0);
  if (folder !== undefined) return { id: folder, name: lastName(folder), isOutside: false };
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(path)?.[0].toLowerCase() ?? path;
  if (scheme !== "file:") return { id: scheme, name: `documents of the kind ${scheme.slice(0, -1)}`, isOutside: false };
  const parent = path.replace(/\/+[^/]*$/, "");
  return { id: parent, name: lastName(parent), isOutside: folderUris.length > 0 };
}

/** The commit box belongs to its repository, which its query names; `undefined` of any other document. */
export function repositoryOf(uri: string): string | undefined {
  if (!uri.startsWith("vscode-scm:")) return undefined;
  const root = /[?&]rootUri=([^&#]*)/.exec(decode(uri))?.[1];
  return root === undefined || root === "" ? undefined : root;
}

function lastName(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1) || uri;
}

/** Undoes percent signs, dots and doubled slashes, so that one folder has one name; drive letters come either way. */
export function normal(uri: string): string {
  const text = decode(uri).replace(/^file:\/\/\/[A-Za-z]:/, (drive) => drive.toLowerCase());
  const [, scheme = "", path = text] = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)(\/.*)$/is.exec(text) ?? [];
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return scheme === "" ? text : `${scheme}/${parts.join("/")}`;
}

function decode(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri; // a stray percent sign
  }
}
