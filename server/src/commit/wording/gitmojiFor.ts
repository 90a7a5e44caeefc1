import { openingVerb } from "../style/verbs";
import type { Idea } from "./idea";

const byType = {
  feat: "sparkles",
  fix: "bug",
  docs: "memo",
  test: "white_check_mark",
  ci: "construction_worker",
  build: "package",
  chore: "wrench",
  refactor: "recycle",
  style: "art",
  perf: "zap",
  deps: "arrow_up",
  release: "bookmark",
} satisfies Readonly<Record<Idea["type"], string>>;

/** Reports whether a model may give a change this type: dependencies and releases are known from the change alone. */
function isSayable(type: string): type is keyof typeof byType {
  return Object.hasOwn(byType, type) && type !== "deps" && type !== "release";
}

/** Emoji for phrases that are more exact than their type. */
const byPhrase: Readonly<Record<string, string>> = {
  add: "sparkles",
  addTo: "sparkles",
  parameter: "sparkles",
  option: "sparkles",
  remove: "fire",
  removeFrom: "fire",
  rename: "truck",
  move: "truck",
  typo: "pencil2",
  typos: "pencil2",
  comments: "bulb",
  addComments: "bulb",
  removeComments: "bulb",
  log: "loud_sound",
  noLog: "mute",
  types: "label",
  handleError: "goal_net",
  handleErrors: "goal_net",
  format: "art",
  lineEnds: "art",
};

/** Emoji for the opening verb of a sentence, if nothing more exact is known. */
const byVerb: Readonly<Record<string, string>> = {
  add: "sparkles",
  introduce: "sparkles",
  implement: "sparkles",
  support: "sparkles",
  fix: "bug",
  prevent: "bug",
  correct: "bug",
  remove: "fire",
  delete: "fire",
  drop: "fire",
  rename: "truck",
  move: "truck",
  document: "memo",
  test: "white_check_mark",
  refactor: "recycle",
  simplify: "recycle",
  format: "art",
  upgrade: "arrow_up",
  bump: "arrow_up",
  downgrade: "arrow_down",
  release: "bookmark",
  revert: "rewind",
};

/** Chooses the emoji's code for an idea, or for the words and the type in which a model states it. */
export function gitmojiFor(idea: Idea, said: { words?: string; type?: string } = {}): string {
  const { saying } = idea;
  const type = said.type !== undefined && isSayable(said.type) ? said.type : idea.type;
  const verb = said.words === undefined ? undefined : openingVerb(said.words)?.base;
  // Changes of tests, docs, builds and dependencies alone have their own sign, whatever the verb.
  const isCode = type === "feat" || type === "fix" || type === "refactor";
  if (type === "deps" && "phrase" in saying) {
    if (saying.phrase === "add") return "heavy_plus_sign";
    if (saying.phrase === "remove") return "heavy_minus_sign";
  }
  if ("phrase" in saying && /^first(Files)?$/.test(saying.phrase)) return "tada";
  if (isCode || verb === "remove" || verb === "move" || verb === "rename") {
    const said = verb === undefined ? undefined : byVerb[verb];
    if (said !== undefined) return said;
  }
  const exact = "phrase" in saying && verb === undefined ? byPhrase[saying.phrase] : undefined;
  return exact !== undefined && (isCode || exact !== "sparkles") ? exact : byType[type];
}
