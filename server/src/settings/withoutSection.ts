import { isRecord } from "../base/isRecord";

/** The section that the settings have in VS Code. */
const section = "nanotype";

/** Returns written settings without their section: `nanotype.mode`, as VS Code and the documentation write it, is `mode`, and so is `{"nanotype": {"mode": …}}`. */
export function withoutSection(written: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(written).flatMap(([name, value]): readonly (readonly [string, unknown])[] => {
    if (name === section && isRecord(value)) return Object.entries(value);
    return [[name.startsWith(`${section}.`) ? name.slice(section.length + 1) : name, value]];
  });
  return Object.fromEntries(entries);
}
