/** Names for people of what the figures count, for the terminal and for the dashboard; docs/metrics.md has the meaning of each. */

/** Stages of a request whose latency is measured, in their order. */
export const stageNames: Readonly<Record<string, string>> = {
  debounce: "waiting for a pause in typing",
  context: "reading the place, building the prompt",
  queue: "waiting for the model's turn",
  firstToken: "first token of the model",
  firstLine: "first line of the model",
  total: "from the request to the suggestion",
  nextEdit: "from the request to the next edit",
};

/** Kinds of suggestions. */
export const kindNames: Readonly<Partial<Record<string, string>>> = {
  code: "code",
  comment: "comments",
  prose: "prose",
  doc: "doc comments",
  commit: "commit messages",
  nextEdit: "next edits",
};

/** Writers of suggestions. */
export const writerNames: Readonly<Partial<Record<string, string>>> = {
  local: "model on this machine",
  endpoint: "endpoint",
  memory: "your open files",
  kept: "an earlier session",
  declaration: "the declaration",
  edits: "your last change",
};

/** Sources of an answer, a sentence each. */
export const sourceSentences = {
  typeThrough: "You were typing along with an earlier suggestion.",
  cache: "The same suggestion had been made before.",
  joined: "The model was already working on it.",
  model: "The model wrote it.",
  memory: "It comes from your open files.",
  stored: "It was kept from an earlier session.",
  declaration: "It was drafted from the declaration below.",
} as const;

/** Kinds of failures of a model or an endpoint. */
export const failureNames: Readonly<Partial<Record<string, string>>> = {
  modelMissing: "the model's files are missing",
  modelCorrupt: "the model's files can't be loaded",
  outOfMemory: "too little memory",
  processDied: "the model's process ended",
  unauthorized: "the key was refused",
  notFound: "no such model or address",
  rateLimited: "too many requests",
  contentFiltered: "declined by a content filter",
  badRequest: "the request was refused",
  tooLong: "the text was too long",
  badResponse: "the answer wasn't readable",
  timeout: "no answer in time",
  unreachable: "not reachable",
  server: "the endpoint's own failure",
  unexpected: "an error of Nanotype",
};

/** Places in which a failure is counted. */
export const failureOrigins: Readonly<Partial<Record<string, string>>> = {
  endpoint: "an endpoint failed",
  answer: "a request failed",
};
