import { childEnvironment, withSafePath, type Variables } from "../../base/childEnvironment";
import { foldersOf } from "../../base/findProgram";

/** Name of an empty variable, for configuration keys that `git -c` would split. */
export const emptyVariable = "NANOTYPE_EMPTY";

/** Variables in which git tells its hooks the repository and index in force. */
const place =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|COMMON_DIR|NAMESPACE|ALTERNATE_OBJECT_DIRECTORIES|QUARANTINE_PATH|CONFIG_PARAMETERS)$/;
/** Variables that a user may have set for all runs of git: identity, paths of the configuration, paths of git's own parts. */
const user =
  /^(GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL)|GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|GIT_(CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|EXEC_PATH)|EMAIL|SUDO_UID)$/;

/**
 * Selects the variables that git gets from us. They include no keys, nothing that names a program (`GIT_EXTERNAL_DIFF`, `GIT_SSH_COMMAND`, …) or a
 * file to write
 * to (`GIT_TRACE`, …), and a PATH without folders of the repository. `keepsPlace`: keeps the variables
 * that name the repository, set by the caller that started us for it.
 */
export function gitEnvironment(
  environment: Variables,
  { folder, keepsPlace }: { folder: string; keepsPlace: boolean },
): NodeJS.ProcessEnv {
  const allowed = childEnvironment(environment, (name) => user.test(name) || (keepsPlace && place.test(name)));
  return {
    ...withSafePath(allowed, foldersOf(folder)),
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1", // from 2.45 on; before, no protocol is left to fetch by
    GIT_ALLOW_PROTOCOL: "none",
    [emptyVariable]: "",
    LC_ALL: "C",
  };
}
