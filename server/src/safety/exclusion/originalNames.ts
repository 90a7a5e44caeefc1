/** Most layers that are removed from a name. // guess */
const maxLayers = 6;

/** Invisible characters. */
const invisible = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g;

/** Prefixes that programs and people give to copies: Emacs's lock and the like; Vim's swap file is handled below. */
const before = [/^\.#/, /^#/, /^\.~lock\./, /^copy of /i, /^~\$/, /^\._/];

/** Suffixes that they add, such as `~`, `.bak`, `.old.2`, ` (copy)`, `-2026-11-29`, `.orig`, `.swp`. */
const behind = [
  /[~#]+$/,
  /[. ]+$/,
  // `::$DATA`, `?x=1`, `;1`, ` (2)`, `@work`
  /[?#:;@(,=+&%].*$/,
  /[-._ ]+(?:backup|back|bak|bkp?|bck|old|older|orig(?:inal)?|saved?|sav|sik|prev(?:ious)?|last|copy|kopie|copie|copia|new|temp|tmp|txt|un|rej|part|crdownload|swp|sw[a-p]|dpkg-\w+|ucf-\w+|rpm(?:save|new|orig)|disabled|off|deleted|unused|enc|gz|bz2|xz|zst|zip|7z|tar|tgz|v?\d+(?:[-_.T:]\d+)*Z?)$/i,
];

/**
 * Returns the names that a file may be a copy of, its own first. Editors and people leave `.env.local.old`, `id_rsa.bak`,
 * `credentials.json~` and `.id_rsa.swp` beside the original file, with the same secrets.
 */
export function originalNames(name: string): string[] {
  const plain = name.normalize("NFKC").replace(invisible, "").trim();
  const found = new Set([name, plain]);
  let layer = [plain];
  for (let depth = 0; depth < maxLayers && layer.length > 0; depth++) {
    layer = layer
      .flatMap((each) => {
        const swapped = /^\.(.+)\.sw[a-p]$/i.exec(each)?.[1] ?? "";
        return [...[...before, ...behind].map((affix) => each.replace(affix, "")), swapped];
      })
      .filter((each) => each !== "" && !found.has(each));
    for (const each of layer) found.add(each);
  }
  return [...found];
}
