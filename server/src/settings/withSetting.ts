import { isRecord } from "../base/isRecord";

type Written = Readonly<Record<string, unknown>>;

/** Returns settings with another value of a key, in the group where it or its neighbours are written; removed if `value` is `undefined`. */
export function withSetting(written: Written, key: string, value: unknown): Written {
  const others = without(written, key);
  if (value === undefined) return others;
  const group = Object.keys(others).find((name) => key.startsWith(`${name}.`) && isRecord(others[name]));
  const inner = group === undefined ? undefined : others[group];
  if (group === undefined || !isRecord(inner)) return { ...others, [key]: value };
  return { ...others, [group]: withSetting(inner, key.slice(group.length + 1), value) };
}

function without(written: Written, key: string): Written {
  const left = Object.entries(written).flatMap(([name, value]): [string, unknown][] => {
    if (name === key) return [];
    const isAround = key.startsWith(`${name}.`) && isRecord(value);
    return [[name, isAround ? without(value, key.slice(name.length + 1)) : value]];
  });
  return Object.fromEntries(left);
}
