/**
 * Returns a document's path relative to the innermost workspace folder that contains it, with `/`; its file name if no folder does.
 * Folder names are dropped on purpose: prompts and logs hold no path outside the workspace.
 */
export function documentPath(uri: string, folderUris: readonly string[]): string {
  const path = decode(uri);
  const inside = folderUris
    .map((folder) => decode(folder).replace(/\/*$/, "/"))
    .filter((folder) => path.startsWith(folder))
    .sort((a, b) => b.length - a.length)
    .at(0);
  if (inside !== undefined) return path.slice(inside.length);
  const [withoutQuery = ""] = path.split(/[?#]/, 1);
  return withoutQuery.slice(Math.max(withoutQuery.lastIndexOf("/"), withoutQuery.indexOf(":")) + 1);
}

/** Decodes percent signs. Drive letters become lower case, since clients write them either way. */
function decode(uri: string): string {
  let text = uri;
  try {
    text = decodeURIComponent(uri);
  } catch {
    // A stray percent sign: the URI is compared as it stands.
  }
  return text.replace(/^file:\/\/\/[A-Za-z]:/, (drive) => drive.toLowerCase());
}
