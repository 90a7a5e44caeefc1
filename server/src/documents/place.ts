/** The place of a document, the unit of consent. */
export interface Place {
  /** A workspace folder's URI, a file's folder's, or a scheme such as `untitled:`. */
  readonly id: string;
  /** Its name for people. */
  readonly name: string;
  /** True for a file outside the open folders: only the user's explicit wish makes us ask about it. */
  readonly isOutside: boolean;
}

/**
 * Returns the place of a document. It is the innermost workspace folder that contains it, the folder of a file outside all of them, or the
 * scheme of a document that isn't a file.
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

/** Returns the repository that a commit box's query names; `undefined` for any other document. */
export function repositoryOf(uri: string): string | undefined {
  if (!uri.startsWith("vscode-scm:")) return undefined;
  const root = /[?&]rootUri=([^&#]*)/.exec(decode(uri))?.[1];
  return root === undefined || root === "" ? undefined : root;
}

/** Returns the URI of a `normal` address. */
export function uriOfAddress(address: string): string {
  return encodeURI(address).replace(/[?#]/g, encodeURIComponent);
}

function lastName(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1) || uri;
}

/** Normalizes percent signs, dots and doubled slashes, so that one folder has one name; drive letters come in either case. */
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
