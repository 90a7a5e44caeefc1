import { readdirSync, readFileSync } from "node:fs";
import { format } from "prettier";
import { z } from "zod";
import type { Row } from "../server/src/settings/settingRow";
import { rows } from "../server/src/settings/settings";
import { constantsPage } from "./constantsPage";

/** A file generated from the sources. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Generates every file's text; paths are relative to the repository's root, which is the working directory. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  return [
    { path: "package.json", text: packageJson(readFileSync("package.json", "utf8")) },
    { path: "docs/constants.md", text: constantsPage(sources()) },
    { path: "docs/settings.md", text: await format(settingsPage(), { parser: "markdown", printWidth: 120 }) },
  ];
}

function sources(): string[] {
  return ["client/src", "server/src"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .sort()
      .map((file) => `${folder}/${file.replaceAll("\\", "/")}`),
  );
}

const allRows: readonly Row<unknown>[] = Object.values(rows);

/** Regenerates the settings section of package.json; the rest stays as it is. */
function packageJson(text: string): string {
  const manifest = JSON.parse(text) as { contributes: Record<string, unknown> };
  const visible = allRows.filter((row) => !row.hidden);
  manifest.contributes.configuration = {
    title: "Nanotype",
    properties: Object.fromEntries(visible.map((row, order) => [`nanotype.${row.key}`, { ...property(row), order }])),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function property(row: Row<unknown>): Record<string, unknown> {
  return {
    ...jsonSchema(row),
    default: row.defaultInVsCode ?? row.default,
    // The machine decides what runs on it, not a synced profile.
    scope: row.isMachines ? "machine" : row.key.startsWith("local.") ? "machine-overridable" : "window",
    markdownDescription: row.unit ? `${row.sentence} In ${row.unit}.` : row.sentence,
  };
}

/** Makes the JSON schema by which VS Code's settings page checks a value. */
function jsonSchema({ type, meanings }: Row<unknown>): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    io: "input",
    override({ jsonSchema: part }) {
      delete part.propertyNames; // in JSON every key is a text
    },
  });
  if (meanings === undefined) return schema;
  return { ...schema, markdownEnumDescriptions: schema.enum?.map((option) => meanings[String(option)] ?? "") };
}

function settingsPage(): string {
  return `<!-- Made by \`npm run generate\` from server/src/settings/settings.ts; edit that file. -->

# Settings

In VS Code every key begins with \`nanotype.\`. Other editors send the same keys by \`workspace/configuration\` (section
\`nanotype\`) or in \`initializationOptions.settings\`, dotted (\`"local.model": …\`) or nested
(\`"local": {"model": …}\`), and with \`nanotype.\` in front if you like. Changes take effect at once. An unknown key or an illegal value gives one warning, and the
default is used. Secrets are never settings.

${table(allRows.filter((row) => !row.hidden))}

## For benchmarks

Read from clients that send them, not offered in VS Code's settings page.

${table(allRows.filter((row) => row.hidden))}
`;
}

function table(of: readonly Row<unknown>[]): string {
  const lines = of.map((row) => {
    const value = `${row.expected}${row.unit ? `, in ${row.unit}` : ""}`;
    return `| \`${row.key}\` | ${value} | \`${JSON.stringify(row.default)}\` | ${[row.sentence, ...meaningsOf(row)].join(" ")} |`;
  });
  return ["| setting | value | default | what it does |", "|---|---|---|---|", ...lines].join("\n");
}

/** Describes each option of a choice: "`quiet`: shows …". */
function meaningsOf({ meanings = {} }: Row<unknown>): string[] {
  return Object.entries(meanings).map(([option, meaning]) => `\`${option}\`: ${meaning}`);
}
