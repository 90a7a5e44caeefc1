import { asBytes, IgnorePatterns, type Decision } from "./ignorePatterns";
import { originalNames } from "./originalNames";

/** Names of files whose purpose is to hold secrets. */
const privateNames = [
  ...[".env", ".env.*", ".env-*", ".env_*", "*.env", ".envrc"],
  ...["!.env.example", "!.env.sample", "!.env.template", "!.env.dist"],
  ...["*.pem", "*.key", "*.p8", "*.p12", "*.pfx", "*.ppk", "*.jks", "*.keystore", "*.kdbx", "*.age", "*.gpg"],
  ...["id_rsa", "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk"].flatMap((name) => [
    name,
    `${name}[-_. ]*`,
  ]),
  "!*.pub",
  ...[".npmrc", ".yarnrc.yml", ".pypirc", ".netrc", "_netrc", ".git-credentials", ".pgpass", ".my.cnf", ".htpasswd"],
  ...[".dockercfg", "kubeconfig", "*.kubeconfig", ".vault-token", ".terraformrc"],
  ...["*.tfvars", "*.tfvars.json", "*.tfstate", "*.tfstate.*"],
  ...["credentials", "client_secret*.json", "service-account*.json", "service_account*.json", ".s3cfg", ".boto"],
  ...["json", "yml", "yaml", "toml", "ini", "properties", "xml"].flatMap((ending) =>
    ["credentials", "secrets"].flatMap((name) => [`${name}.${ending}`, `${name}[-_. ]*.${ending}`]),
  ),
];

/** Folders whose files are all private. */
const privateFolders = [".ssh", ".gnupg", ".aws", ".azure", ".kube"];
const privatePaths = ["**/.docker/config.json", "**/.config/gcloud/"];

/** Work for one path, in characters compared; a path that takes more is kept out. // guess */
const maxSteps = 200_000;

/** A document's path as its rules need it. */
export interface DocumentPaths {
  /** Relative to its workspace folder, with `/`; else as `whole`. The user's own patterns count from there. */
  readonly relative: string;
  /** From the top of the file system, with `/`: a workspace folder may itself be private. */
  readonly whole: string;
}

/** Explains in plain words why the built-in list or the user's setting keeps a file out; `undefined` if neither does. */
export type PathRule = (paths: DocumentPaths) => string | undefined;

/**
 * Makes the rule of the built-in list and of `nanotype.exclude`, which has the last word: its `!` lines take files out of the
 * list. No repository can; the patterns that a workspace adds (`nanotype.excludeHere`) withdraw nothing. The rule throws `TooHard` if the
 * patterns take too much work.
 */
export function privateFileRule(patterns: readonly string[], added: readonly string[] = []): PathRule {
  const own = patternsOf([
    ...patterns.map((line) => [line, "nanotype.exclude"] as const),
    ...added.filter((line) => !line.startsWith("!")).map((line) => [line, "nanotype.excludeHere"] as const),
  ]);
  const [names, paths] = [privateNames, privatePaths].map((list) =>
    patternsOf(list.map((line) => [line, ""] as const)),
  );
  const isPrivate = (path: string): boolean => {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    return (
      originalNames(name).some((each) => decide(names, each)?.isExcluded === true) ||
      parts.some((part) => originalNames(part).some((each) => privateFolders.includes(each.toLowerCase()))) ||
      decide(paths, path)?.isExcluded === true
    );
  };
  return ({ relative, whole }) => {
    const decision = decide(own, withoutRoot(relative));
    if (decision?.isExcluded === true) return `${decision.mark} has the line "${decision.line}"`;
    if (decision !== undefined) return undefined;
    return isPrivate(withoutRoot(whole))
      ? "files of this type usually contain secrets (nanotype.exclude can make an exception)"
      : undefined;
  };
}

function patternsOf(lines: readonly (readonly [line: string, mark: string])[]): IgnorePatterns {
  const made = new IgnorePatterns({ ignoresCase: true });
  for (const [line, mark] of lines) made.add(asBytes(line), mark);
  return made;
}

/** Returns the last decision on a path or, if there is none, on the innermost of its folders; an excluded folder's files stay excluded. */
function decide(patterns: IgnorePatterns, path: string): Decision | undefined {
  const budget = { steps: maxSteps };
  const parts = path.split("/").filter((part) => part !== "");
  let last: Decision | undefined;
  for (let count = 1; count <= parts.length && last?.isExcluded !== true; count++) {
    const work = patterns.decide(asBytes(parts.slice(0, count).join("/")), count < parts.length, budget);
    for (let turn = work.next(); ; turn = work.next())
      if (turn.done === true) {
        last = turn.value ?? last;
        break;
      }
  }
  return last;
}

function withoutRoot(path: string): string {
  return path.replace(/\\/g, "/").replace(/^(?:[A-Za-z]:)?\/+/, "");
}
