import { linesOf, type Hunk } from "./patch";

/** A dependency that was added, removed, or changed its version. */
export interface DependencyChange {
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
}

/** A project's own version, before and after. */
export interface VersionChange {
  readonly from: string | undefined;
  readonly to: string;
}

const versionForm = String.raw`v?\d+(?:\.\d+)*(?:[-.+]?[0-9A-Za-z]+)*`;

/** Line forms that name a dependency and its version, by kind of file. */
const forms: readonly { readonly file: RegExp; readonly line: RegExp }[] = [
  // "name": "^1.2.3", in package.json, deno.json, composer.json
  {
    file: /\.jsonc?$/,
    line: /^\s*"((?:@[\w.-]+\/)?[\w./-]+)":\s*"(?:[\w-]+:)?(?:@?[\w./-]+@)?((?:[\^~><= ]*v?\d[^"]*)|\*|x|latest|next|workspace:[^"]*)",?\s*$/,
  },
  // uses: owner/action@v4  # v4.1.7
  {
    file: /\.ya?ml$/,
    line: /^\s*(?:-\s+)?uses:\s*["']?([\w.-]+\/[\w./-]+)@([\w.-]+)["']?\s*(?:#\s*(v?[\d.]+\S*))?\s*$/,
  },
  // requirements: name==1.2.3; pyproject's lists: "name>=1.2",
  {
    file: /\.(txt|in|toml|cfg|py)$/,
    line: /^\s*["']?([A-Za-z][\w.-]*(?:\[[\w,-]+\])?)\s*((?:[=~><!]=|[<>])\s*[\w.*]+(?:\s*,\s*[=~><!]=?\s*[\w.*]+)*)["']?,?\s*(?:;.*|#.*)?(?:\\)?$/,
  },
  // name = "1.2.3" and name = { version = "1.2" } in TOML
  { file: /\.toml$/, line: /^\s*"?([A-Za-z][\w.-]*)"?\s*=\s*(?:\{.*?version\s*=\s*)?"([\^~><= ]*\d[^"]*)"/ },
  // go.mod
  { file: /(^|\/)go\.mod$/, line: /^\s*(?:require\s+)?([\w.-]+\.[\w./-]+)\s+(v\d\S*)/ },
  // Dockerfile
  { file: /(^|\/)dockerfile[^/]*$/i, line: /^FROM\s+(?:--\S+\s+)?([\w./-]+):(\S+)/i },
];

const notDependencies =
  /^(version|name|type|license|main|module|types|node|npm|python|requires-python|python_requires|target-version|engines|edition|rust-version|packageManager|schema)$/i;

/** Finds the dependencies that the changed lines of a file name. Empty if any of its changed lines contains something else. */
export function dependencyChanges(
  path: string,
  hunks: readonly Hunk[],
): { changes: DependencyChange[]; isAll: boolean } {
  if (path.endsWith(".pre-commit-config.yaml")) return preCommitChanges(hunks);
  // In a Dockerfile one of these names is an image.
  const isImage = /dockerfile/i.test(path);
  const usable = forms.filter(({ file }) => file.test(path));
  const others: string[] = [];
  const read = (line: string): { name: string; version: string } | undefined => {
    for (const form of usable) {
      const match = form.line.exec(line);
      // The third group is optional: a comment that names the version of a hash.
      if (match && (isImage || !notDependencies.test(match[1])))
        return { name: match[1], version: cleanVersion(match.at(3) ?? match[2]) };
    }
    if (line.trim() !== "" && !/^\s*([[\]{}(),]+|#.*|--hash.*)\s*$/.test(line)) others.push(line);
    return undefined;
  };
  const removed = new Map(linesOf(hunks, "-").flatMap((line) => pair(read(line))));
  const added = new Map(linesOf(hunks, "+").flatMap((line) => pair(read(line))));
  const changes = [...new Set([...added.keys(), ...removed.keys()])].flatMap((name): DependencyChange[] => {
    const from = removed.get(name);
    const to = added.get(name);
    // Only the line moved, or only its comma changed.
    if (from === to) return [];
    return [{ name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
  return { changes, isAll: others.length === 0 && changes.length > 0 };
}

/** Finds changes of pre-commit hooks: the `repo:` line is above the changed `rev:`. */
function preCommitChanges(hunks: readonly Hunk[]): { changes: DependencyChange[]; isAll: boolean } {
  const changes: DependencyChange[] = [];
  let isAll = true;
  for (const { lines } of hunks) {
    let repository = "";
    let from: string | undefined;
    for (const line of lines) {
      repository = /repo:\s*\S*?([\w.-]+?)(?:\.git)?\s*$/.exec(line)?.[1] ?? repository;
      const rev = /^([+-])\s*rev:\s*["']?([\w.-]+)/.exec(line);
      if (rev?.[1] === "-") from = rev[2];
      else if (rev && repository !== "")
        changes.push({
          name: repository,
          ...(from === undefined ? {} : { from: cleanVersion(from) }),
          to: cleanVersion(rev[2]),
        });
      else if (/^[+-]/.test(line) && !/additional_dependencies|^[+-]\s*(-|#)/.test(line)) isAll = false;
    }
  }
  return { changes, isAll: isAll && changes.length > 0 };
}

/** Finds a change of the project's own version; only in files that state one, and only if one line does. */
export function versionChange(path: string, hunks: readonly Hunk[]): VersionChange | undefined {
  const form = versionLine(path);
  if (form === undefined) return undefined;
  const read = (sign: "+" | "-"): string[] => linesOf(hunks, sign).flatMap((line) => form.exec(line)?.[1] ?? []);
  const added = read("+");
  const to = added.at(0);
  const from = read("-").at(0);
  return to === undefined || added.length > 1 || to === from ? undefined : { from, to };
}

function versionLine(path: string): RegExp | undefined {
  if (/(^|\/)(package|deno|jsr|composer)\.json$/.test(path))
    return new RegExp(String.raw`^\s*"version":\s*"(${versionForm})"`);
  if (/(^|\/)(pyproject|cargo)\.toml$/i.test(path)) return new RegExp(String.raw`^\s*version\s*=\s*"(${versionForm})"`);
  if (/(^|\/)setup\.(py|cfg)$/.test(path)) return new RegExp(String.raw`^\s*version\s*=\s*["']?(${versionForm})["']?`);
  if (/\.(py|rb|go|[cm]?[jt]s)$/.test(path))
    return new RegExp(
      String.raw`^\s*(?:export\s+)?(?:const\s+|var\s+)?_{0,2}version_{0,2}\s*(?::[^=]*)?=\s*["'](${versionForm})["']`,
      "i",
    );
  return undefined;
}

/** Removes a range's sign from a version, since messages name versions without it. */
function cleanVersion(version: string): string {
  const bare = version.replace(/^[\^~=><! ]+/, "").trim();
  return /^[0-9a-f]{40}$/.test(bare) ? bare.slice(0, 7) : bare;
}

function pair(read: { name: string; version: string } | undefined): [string, string][] {
  return read ? [[read.name, read.version]] : [];
}
