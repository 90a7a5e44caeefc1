import { hasCode } from "./hasCode";

/** Explains to people why a file could not be written or read, as part of a sentence. */
export function explainFileError(error: unknown): string {
  if (hasCode(error, "ENOSPC", "EDQUOT")) return "the disk is full";
  if (hasCode(error, "EACCES", "EPERM", "EROFS")) return "writing isn't permitted";
  if (hasCode(error, "EISDIR", "ENOTDIR", "EEXIST", "ENOTEMPTY")) return "something else has its name";
  if (hasCode(error, "ETIMEDOUT")) return "another process keeps it locked";
  return "the system refuses it";
}
