import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { canaries, type Canary } from "../canaries";
import { createRepository, type GitFixture } from "../gitFixture";
import { otherFiles } from "./otherFiles";
import { scriptFiles } from "./scriptFiles";
import { textOnDisk, type WorkspaceFile } from "./workspaceFile";

/** A generated monorepo, as people have them, in a temporary folder. */
export interface RealWorkspace {
  /** Its root: a git repository with a history. */
  readonly folder: string;
  readonly folderUri: string;
  readonly repository: GitFixture;
  /** A second work tree of the same repository, on the branch `feature/101-volume-discount`. */
  readonly worktree: string;
  /** A folder beside the workspace, into which links lead. */
  readonly outside: string;
  /** Every file that people write, hidden ones included; not the secrets. */
  readonly files: readonly WorkspaceFile[];
  /** What may go nowhere; each is in a file of the workspace. */
  readonly secrets: readonly Canary[];
  uri(path: string): string;
  /** The text of one of `files` as it is on disk. @throws Error if the workspace has no such file. */
  text(path: string): string;
  dispose(): void;
}

const seed = 11;

/** Ignore files at the root and two, three and four folders deep, with either line end. */
const ignoreFiles: Readonly<Record<string, string>> = {
  ".gitignore": "node_modules/\ndist/\n*.log\n.env\n",
  ".nanotypeignore": "/contracts/\n",
  "packages/core/.gitignore": "coverage/\n*.tmp\n",
  "packages/web/app/.gitignore": "src/generated/\r\n!src/generated/keep.ts\r\n",
  "packages/web/app/.nanotypeignore": "**/private/\n",
  "services/billing/invoice/.nanotypeignore": "# recorded from customers\nfixtures/\n",
  "services/orders/cmd/orders/.gitignore": "/orders\n",
};

/**
 * Makes the workspace: packages two and three folders deep, nested ignore files, LF, CR LF and mixed line ends, tabs and blanks,
 * twelve languages about one domain, names in other scripts, generated and vendored files, links in and out, a submodule, a work
 * tree and secrets. The same each time, but for the folder's name.
 */
export function createRealWorkspace(): RealWorkspace {
  const root = mkdtempSync(join(tmpdir(), "nanotype-shop-"));
  const folder = join(root, "shop");
  const outside = join(root, "outside");
  const worktree = join(root, "shop-discount");
  for (const made of [folder, outside]) mkdirSync(made);
  const files = [...scriptFiles, ...otherFiles];
  const secrets = canaries(seed);
  const repository = createRepository(folder);
  repository.git("init", "--quiet", "--initial-branch=main");
  repository.git("config", "user.name", "Ada");
  repository.git("config", "user.email", "ada@example.com");

  for (const [path, text] of Object.entries(ignoreFiles)) repository.write(path, text);
  repository.commit("chore: set up the workspace", { "README.md": "# Shop\n\nOrders, customers and invoices.\n" });
  for (const [scope, prefix] of scopes) {
    for (const file of files.filter(({ path }) => path.startsWith(prefix)))
      repository.write(file.path, textOnDisk(file));
    repository.commit(`feat(${scope}): add ${scope}`);
  }
  writeSecrets(repository, secrets);
  repository.commit("chore(deploy): configure the services");
  writeFileSync(join(outside, "foreign.ts"), "export const outsideMarker = 1;\n");
  makeLinks(folder, outside);
  addSubmodule(root, repository);
  repository.git("worktree", "add", "--quiet", "-b", "feature/101-volume-discount", worktree);
  repository.commit("fix(core): count orders without lines", {
    "packages/core/src/count.ts": "export const count = (orders: readonly unknown[]): number => orders.length;\n",
  });
  return {
    folder,
    folderUri: pathToFileURL(folder).href,
    repository,
    worktree,
    outside,
    files,
    secrets,
    uri: (path) => pathToFileURL(join(folder, path)).href,
    text(path) {
      const file = files.find((one) => one.path === path);
      if (file === undefined) throw new Error(`The workspace has no ${path}.`);
      return textOnDisk(file);
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The history: each part of the tree comes with a commit of its own. */
const scopes = [
  ["core", "packages/core/"],
  ["web", "packages/web/"],
  ["billing", "services/billing/"],
  ["orders", "services/orders/"],
  ["pricing", "crates/"],
  ["backend", "backend/"],
  ["deploy", "deploy/"],
  ["db", "db/"],
  ["docs", "docs/"],
  ["workspace", ""],
] as const;

/** Secrets where people leave them: in files that are private by name, and among code and configuration. */
function writeSecrets(repository: GitFixture, secrets: readonly Canary[]): void {
  const lines = secrets.map(({ line }) => line);
  repository.write(".env", `SHOP_NAME=shop\n${lines.slice(0, 4).join("\n")}\n`);
  repository.write("deploy/id_rsa", `${lines.slice(4, 6).join("\n")}\n`);
  repository.write("packages/core/src/config.ts", `${lines.slice(6).join("\n")}\nexport const retries = 3;\n`);
}

/** Links inside, out of the workspace (a file and a folder), to nowhere, and in a circle. */
function makeLinks(folder: string, outside: string): void {
  const link = (target: string, path: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(target, join(folder, path));
  };
  link("../../core/src/customer.ts", "packages/web/customer-link.ts");
  link(join(outside, "foreign.ts"), "packages/web/foreign-link.ts");
  link(outside, "packages/outside-link");
  link("nowhere.ts", "packages/web/broken-link.ts");
  link("..", "packages/circle");
  link("../../.env", "packages/web/settings-link.ts");
}

function addSubmodule(root: string, repository: GitFixture): void {
  const origin = join(root, "tax-origin");
  mkdirSync(origin);
  const tax = createRepository(origin);
  tax.git("init", "--quiet", "--initial-branch=main");
  tax.git("config", "user.name", "Ada");
  tax.git("config", "user.email", "ada@example.com");
  tax.commit("feat: add rates", {
    "src/rates.ts": "export const rates = { de: 0.19, fr: 0.2 };\n",
    ".gitignore": "out/\n",
  });
  repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", origin, "third_party/tax");
  repository.commit("build: add tax rates as a submodule");
}
