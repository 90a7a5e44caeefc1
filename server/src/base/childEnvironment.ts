import { delimiter } from "node:path";
import { safeFolders } from "./findProgram";

/** Variables by their names. */
export type Variables = Readonly<Partial<Record<string, string>>>;

/** Variables that every program may need: search paths, the user, the locale. None of them holds a key. */
const usual = new Set([
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "LANG", "LANGUAGE"],
  ...["USERNAME", "USERPROFILE", "USERDOMAIN", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP"],
  ...["SYSTEMROOT", "WINDIR", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "PROGRAMDATA", "PROGRAMFILES", "PROGRAMFILES(X86)"],
  ...["COMMONPROGRAMFILES", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "OS"],
  // Search paths of the dynamic linker: without these no program starts on some systems.
  ...["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "NIX_LD", "NIX_LD_LIBRARY_PATH"],
]);

/**
 * Selects the variables of a child process: the usual ones, the locale, and those that `isAllowed` adds. They include no
 * keys of endpoints. Windows compares names without case.
 */
export function childEnvironment(environment: Variables, isAllowed: (name: string) => boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => {
      const upper = process.platform === "win32" ? name.toUpperCase() : name;
      return usual.has(upper) || /^(LC|XDG)_[A-Z_]+$/.test(upper) || isAllowed(upper);
    }),
  );
}

/**
 * Selects the variables of the user's own token command: all but keys that endpoints take. The command lines of the clouds read more
 * than a list could name, and the user chose the program.
 */
export function tokenCommandEnvironment(environment: Variables): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^NANOTYPE_|_API_KEY$|^AZURE_OPENAI_AD_TOKEN$/i.test(name)),
  );
}

/** Returns the same variables with a PATH that finds nothing in `avoid`, in the working folder, or by a relative path. */
export function withSafePath(environment: NodeJS.ProcessEnv, avoid: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) =>
      name.toUpperCase() === "PATH" ? [name, safeFolders(value ?? "", avoid).join(delimiter)] : [name, value],
    ),
  );
}
