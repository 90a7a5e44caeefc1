import { realpathSync } from "node:fs";
import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Says why a model folder must not be loaded: it lies in the workspace, whose own files may have named it, and neither the
 * editor says that the workspace is trusted nor do the user's own settings name the same folder. `undefined` if it may.
 */
export function workspaceModelRefusal(params: {
  readonly modelFolder: string;
  /** The folder that the user's own settings file names. */
  readonly ownModelFolder: string;
  readonly folderUris: readonly string[];
  readonly isTrusted: boolean;
}): string | undefined {
  const { modelFolder, ownModelFolder, folderUris, isTrusted } = params;
  if (isTrusted || modelFolder === ownModelFolder) return undefined;
  // A link into the workspace leads to what a repository wrote, and one in it leads where a repository wants.
  const paths = [resolve(modelFolder), realPath(modelFolder)];
  const isInside = folderUris
    .flatMap(folderPaths)
    .some((folder) =>
      paths.some((path) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)),
    );
  return isInside
    ? "The model folder in nanotype.local.model lies in this workspace, which may not choose what is loaded; the model that comes with Nanotype completes. If you mean it, name the folder in your own settings file (docs/editors.md)."
    : undefined;
}

/** A folder's path as it is called, and where it lies. */
function folderPaths(uri: string): string[] {
  try {
    const path = resolve(fileURLToPath(uri));
    return [path, realPath(path)];
  } catch {
    return []; // no folder on this machine
  }
}

/** Where a path leads in the end; one that leads nowhere is taken as it stands. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
