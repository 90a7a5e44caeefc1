import { realpathSync } from "node:fs";
import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Explains why a model folder must not be loaded; `undefined` if it may. Refused is a folder in the workspace, whose own files may have named it,
 * unless the editor reports a trusted workspace or the user's own settings name the same folder.
 */
export function workspaceModelRefusal(params: {
  readonly key: keyof typeof named;
  readonly modelFolder: string;
  /** The folder that the user's own settings file names. */
  readonly ownModelFolder: string;
  readonly folderUris: readonly string[];
  readonly isTrusted: boolean;
}): string | undefined {
  const { key, modelFolder, ownModelFolder, folderUris, isTrusted } = params;
  if (isTrusted || modelFolder === ownModelFolder) return undefined;
  // A link into the workspace leads to files of a repository, and a link in it leads where a repository wants.
  const paths = [resolve(modelFolder), realPath(modelFolder)];
  const isInside = folderUris
    .flatMap(folderPaths)
    .some((folder) =>
      paths.some((path) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)),
    );
  return isInside
    ? `The model folder in ${named[key].setting} is inside this workspace, which may not choose the model; ${named[key].instead} completes. To use that folder, name it in your own settings file (docs/editors.md).`
    : undefined;
}

/** The settings that name a model, and what completes if theirs is refused. */
const named = {
  localModel: { setting: "nanotype.local.model", instead: "the model that comes with Nanotype" },
  localTextModel: { setting: "nanotype.local.textModel", instead: "the model for code" },
} as const;

/** Returns a folder's path as named, and its real path. */
function folderPaths(uri: string): string[] {
  try {
    const path = resolve(fileURLToPath(uri));
    return [path, realPath(path)];
  } catch {
    return []; // not a folder on this machine
  }
}

/** Returns the path that all links lead to; a dangling link's path is returned unchanged. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
