/** Emoji for kinds of changes, as sign and as code. Source: gitmoji.dev, version 3. */
const signs: Readonly<Record<string, string>> = {
  sparkles: "✨",
  bug: "🐛",
  ambulance: "🚑️",
  memo: "📝",
  bulb: "💡",
  pencil2: "✏️",
  white_check_mark: "✅",
  construction_worker: "👷",
  green_heart: "💚",
  package: "📦️",
  wrench: "🔧",
  hammer: "🔨",
  recycle: "♻️",
  art: "🎨",
  zap: "⚡️",
  fire: "🔥",
  truck: "🚚",
  arrow_up: "⬆️",
  arrow_down: "⬇️",
  heavy_plus_sign: "➕",
  heavy_minus_sign: "➖",
  pushpin: "📌",
  bookmark: "🔖",
  tada: "🎉",
  lock: "🔒️",
  rewind: "⏪️",
  bento: "🍱",
  see_no_evil: "🙈",
  page_facing_up: "📄",
  loud_sound: "🔊",
  mute: "🔇",
  label: "🏷️",
  goal_net: "🥅",
  lipstick: "💄",
  boom: "💥",
  rotating_light: "🚨",
};

/** Writes an emoji as its code (`:bug:`) or its sign. */
export function writeGitmoji(code: string, form: "code" | "sign"): string {
  return form === "sign" ? (signs[code] ?? `:${code}:`) : `:${code}:`;
}

/** Returns the sign for a code as it is written, such as `:bug:`. `undefined` for one that isn't in the table. */
export function signOf(written: string): string | undefined {
  return signs[written.replace(/^:|:$/g, "")];
}

/** Returns the code of a known emoji, written as its code or its sign, with or without its variation mark. */
export function codeOf(written: string): string | undefined {
  const name = written.replace(/^:|:$/g, "");
  const bare = written.replace(/\uFE0F/g, "");
  return name in signs ? name : Object.keys(signs).find((code) => signs[code].replace(/\uFE0F/g, "") === bare);
}
