import { existsSync, type Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { findProgram, pathOf } from "../../base/findProgram";
import { readRegularFile } from "../../base/regularFile";
import type { Check, Fault } from "../check";

/** Oldest Neovim with inline completion (docs/editors.md). */
const oldestNeovim = [0, 12] as const;

/** Files of a configuration that are read, and their size in bytes. // guess */
const mostFiles = 500;
const maxFileBytes = 512 * 1024;

/** Reports a Neovim that can't show suggestions, or whose configuration starts something that isn't there. Reads its files, and runs none of them. */
export const neovimCheck: Check = {
  name: "Neovim's set-up",
  why: "Neovim shows no suggestions of Nanotype's.",
  isTerminals: true,
  async run({ environment, askVersion, folder }) {
    if (askVersion === undefined) return [];
    const config = configFolder(environment);
    const sources = await readSources(config);
    const ours = sources.filter(({ text }) => /\bnanotype(\.js)?["']/.test(text));
    if (ours.length === 0) return [];
    const all = sources.map(({ text }) => text).join("\n");
    const faults: Fault[] = [];
    const program = findProgram("nvim", { path: pathOf(environment), folder: folder ?? process.cwd() });
    const version = program && /v(\d+)\.(\d+)/.exec((await askVersion(program)) ?? "");
    if (version !== undefined && version !== null && version !== "" && isOlder(version))
      faults.push({
        id: "neovim:version",
        what: `Neovim ${version[1]}.${version[2]} has no inline completion; ${oldestNeovim.join(".")} or newer has.`,
        mend: {
          title: "Install a newer Neovim",
          kind: "shell",
          shell: process.platform === "darwin" ? "brew upgrade neovim" : "sudo snap install nvim --classic",
        },
      });
    const edit = (path: string, title: string): Fault["mend"] => ({ title, kind: "shell", shell: `nvim ${path}` });
    for (const { path, text } of ours) {
      for (const wanted of programsIn(text))
        if (!existsSync(wanted))
          faults.push({
            id: `neovim:path:${wanted}`,
            what: `${path} starts ${wanted}, which is not there.`,
            mend: edit(path, "Correct the path"),
          });
      if (/nanotype\.js["'\]]/.test(text) && !text.includes("--stdio"))
        faults.push({
          id: "neovim:command",
          what: `${path} starts Nanotype without "serve", "--stdio".`,
          mend: edit(path, "Add them"),
        });
    }
    const [first] = ours;
    if (/vim\.lsp\.config/.test(all) && !/vim\.lsp\.enable/.test(all))
      faults.push({
        id: "neovim:enable",
        what: `${first.path} configures Nanotype and never enables it (vim.lsp.enable).`,
        mend: edit(first.path, "Enable it"),
      });
    if (!/inline_completion|copilot|sidekick/.test(all))
      faults.push({
        id: "neovim:inline",
        what: `${first.path} never turns inline completion on (vim.lsp.inline_completion.enable).`,
        mend: edit(first.path, "Turn it on"),
      });
    return faults;
  },
};

function isOlder([, major, minor]: RegExpExecArray): boolean {
  return Number(major) === oldestNeovim[0] && Number(minor) < oldestNeovim[1];
}

function configFolder(environment: Readonly<Partial<Record<string, string>>>): string {
  const name = environment["NVIM_APPNAME"] ?? "nvim";
  const home = environment["HOME"] ?? homedir();
  const base =
    process.platform === "win32"
      ? (environment["LOCALAPPDATA"] ?? join(home, "AppData", "Local"))
      : (environment["XDG_CONFIG_HOME"] ?? join(home, ".config"));
  return join(base, name);
}

/** Reads the Lua and Vim files of a configuration without lines that are comments, and without what it has downloaded. */
async function readSources(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((): Dirent[] => []);
  const files = entries.filter(
    (entry) => /\.(lua|vim)$/.test(entry.name) && !/[\\/](\.git|pack|plugged)([\\/]|$)/.test(entry.parentPath),
  );
  const read = files.slice(0, mostFiles).map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    const comment = name.endsWith(".lua") ? /^\s*--.*$/gm : /^\s*".*$/gm;
    return { path, text: ((await readRegularFile(path, maxFileBytes)) ?? "").replace(comment, "") };
  });
  return Promise.all(read);
}

/** Lists the whole paths of programs that a configuration starts Nanotype by: its own, and that of node beside it. */
function programsIn(text: string): string[] {
  const commands = [...text.matchAll(/cmd\s*=\s*\{([^}]*)\}/g)]
    .map(([, words = ""]) => words)
    .filter((words) => words.includes("nanotype"));
  const words = commands.flatMap((command) =>
    [...command.matchAll(/["']([^"'\n]+)["']/g)].map(([, word = ""]) => word),
  );
  return words.flatMap((word) => {
    const path = word.replace(/^~(?=\/)/, homedir());
    return /^(\/|[A-Za-z]:[\\/])/.test(path) ? [resolve(path)] : [];
  });
}
