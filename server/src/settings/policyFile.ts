import { readFileSync } from "node:fs";
import { noPolicy, parsePolicy, type Policy } from "./policy";

/**
 * Returns the path of the policy: in a folder that users cannot write to. No environment variable moves it, since users
 * set those.
 */
function policyPath(platform: NodeJS.Platform = process.platform): string {
  if (platform === "win32") return "C:\\ProgramData\\Nanotype\\policy.json";
  if (platform === "darwin") return "/Library/Application Support/Nanotype/policy.json";
  return "/etc/nanotype/policy.json";
}

/** Reads the policy. Without a file there is none; a file that cannot be read is a broken policy. */
export function readPolicy(path = policyPath()): Policy {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return noPolicy;
    return { kind: "broken", path, reason: typeof code === "string" ? code : "it cannot be opened" };
  }
  return parsePolicy(text, path);
}
