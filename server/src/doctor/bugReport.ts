import { arch, availableParallelism, freemem, homedir, platform, release, totalmem } from "node:os";
import { version } from "../../../package.json";
import type { DoctorResult } from "../protocol";
import { redactText } from "../safety/secrets/redactText";
import { SecretNames } from "../safety/secrets/secretNames";
import { shownSettings } from "./shownSettings";
import type { Settings } from "../settings/settings";

/**
 * Writes a bug report in Markdown, for the user to read and to send: versions, settings that differ from the defaults, findings, counts. It holds
 * no text of documents; keys and the secrets of addresses are left out, and whatever looks like a secret is cut.
 */
export function bugReport(params: {
  /** The editor, or "command line". */
  readonly client: string;
  readonly settings: Settings;
  readonly found: DoctorResult;
  /** Counts and times of any form, without text. */
  readonly counts: unknown;
}): string {
  const { client, settings, found, counts } = params;
  const gb = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GB`;
  const findings = found.findings.map(({ id, what }) => `- \`${id}\`: ${what}`);
  const shown = Object.entries(shownSettings(settings)).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const text = `# Nanotype: bug report

Read it before you send it. It holds no text of your files and no keys.

## What happened

<!-- What did you do, what did you expect, and what came instead? -->

## Versions

- Nanotype ${version}, ${client}
- Node ${process.versions.node}${process.versions["electron"] === undefined ? "" : `, Electron ${process.versions["electron"]}`}
- ${platform()} ${arch()} ${release()}, ${availableParallelism()} processors, ${gb(freemem())} of ${gb(totalmem())} memory free

## Settings that differ from the defaults

${fenced(`{\n${shown.join(",\n")}\n}`)}

## Findings of the doctor

${findings.length === 0 ? "None." : findings.join("\n")}

${found.notes.map((note) => `- ${note}`).join("\n")}

## Counts

${fenced(JSON.stringify(counts, undefined, 2))}
`;
  return redactText(withoutHome(text).replace(/\n{3,}/g, "\n\n"), new SecretNames()).text;
}

function fenced(json: string): string {
  return `\`\`\`json\n${json}\n\`\`\``;
}

/** Replaces the user's home folder, whose name is often theirs, as paths, addresses and JSON write it. */
function withoutHome(text: string): string {
  const home = homedir();
  if (home.length <= 1) return text;
  const forms = [home, JSON.stringify(home).slice(1, -1), home.replaceAll("\\", "/")];
  return forms.reduce((left, form) => left.replaceAll(form, "~"), text);
}
