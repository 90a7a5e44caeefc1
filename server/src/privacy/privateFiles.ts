import ignore, { type Ignore } from "ignore";
import { tamePattern } from "./tamePattern";

/** Files that hold secrets by their purpose, by name. */
const privateNames = [
  ...[".env", ".env.*", "*.env", ".envrc", "!.env.example", "!.env.sample", "!.env.template", "!.env.dist"],
  ...["*.pem", "*.key", "*.p8", "*.p12", "*.pfx", "*.ppk", "*.jks", "*.keystore", "*.kdbx", "*.age", "*.gpg"],
  ...["id_rsa", "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk"],
  ...[".npmrc", ".yarnrc.yml", ".pypirc", ".netrc", "_netrc", ".git-credentials", ".pgpass", ".my.cnf", ".htpasswd"],
  ...[
    ".dockercfg",
    "kubeconfig",
    "*.kubeconfig",
    ".vault-token",
    ".terraformrc",
    "*.tfvars",
    "*.tfstate",
    "*.tfstate.*",
  ],
  ...["credentials", "client_secret*.json", "service-account*.json", "service_account*.json", ".s3cfg", ".boto"],
  ...["json", "yml", "yaml", "toml", "ini", "properties", "xml"].flatMap((ending) => [
    `credentials.${ending}`,
    `secrets.${ending}`,
  ]),
];

/** Folders of which no file is anybody's business. */
const privateFolders = [
  ".ssh/",
  ".gnupg/",
  ".aws/",
  ".azure/",
  ".kube/",
  "**/.docker/config.json",
  "**/.config/gcloud/",
];

/** Says why the built-in list or the user's setting keeps a file out, in plain words; `undefined` where neither does. */
export type PathRule = (path: string) => string | undefined;

/**
 * Makes the rule of the built-in list and of `nanotype.exclude`, which has the last word: its `!` lines take files out of the
 * list. No repository can; what a workspace adds (`nanotype.excludeHere`) takes nothing back. Paths are relative, with `/`.
 */
export function privateFileRule(patterns: readonly string[], added: readonly string[] = []): PathRule {
  const tamed = (lines: readonly string[], mark: string): { pattern: string; mark: string }[] =>
    lines.flatMap((line) => {
      const pattern = tamePattern(line);
      return pattern === undefined ? [] : [{ pattern, mark }];
    });
  const matcher = (lines: readonly { pattern: string; mark: string }[]): Ignore => {
    const made = ignore();
    for (const line of lines) made.add(line);
    return made;
  };
  const [names, folders] = [matcher(tamed(privateNames, "")), matcher(tamed(privateFolders, ""))];
  const adding = added.filter((line) => !line.startsWith("!"));
  const own = matcher([...tamed(patterns, "nanotype.exclude"), ...tamed(adding, "nanotype.excludeHere")]);
  return (path) => {
    const relative = path.replace(/^(?:[A-Za-z]:)?[\\/]+/, "");
    if (!ignore.isPathValid(relative)) return undefined;
    const { ignored, unignored, rule } = own.checkIgnore(relative);
    if (ignored) return `${rule?.mark ?? "nanotype.exclude"} has the line "${rule?.pattern ?? ""}"`;
    if (unignored) return undefined;
    const isPrivate = names.ignores(relative.slice(relative.lastIndexOf("/") + 1)) || folders.ignores(relative);
    return isPrivate ? "it is of a kind that holds secrets (nanotype.exclude can make an exception)" : undefined;
  };
}
