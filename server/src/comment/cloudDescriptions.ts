import type { Drafter } from "../model/draft";
import { BackendError } from "../model/errors";
import { describeError, type Logger } from "../base/log";
import { redactText } from "../safety/secrets/redactText";
import type { SecretNames } from "../safety/secrets/secretNames";
import { commentMessages } from "../model/prompt/comment";
import { readDocText } from "./docText";
import type { AskDescriptions } from "./draftDocComment";
import type { DocForm, DocItem } from "./forms/docForm";
import { restates } from "./restates";

/** Most of a declaration that is sent, in UTF-16 units: about 2,000 tokens. // guess */
const maxSourceChars = 8_000;
/** Tokens requested beyond those of the comment itself: rate limits count them. */
const spareTokens = 300; // guess
const charsPerToken = 3; // guess: short lines
/** Longest description that is accepted, in UTF-16 units. */
const maxDescriptionChars = 300; // guess

/**
 * Makes the request for descriptions. The endpoint receives the comment drafted from the declaration as the predicted answer,
 * which speeds it up. Only descriptions of existing items are taken from the answer, and none that restates a name.
 */
export function createAskDescriptions(parts: {
  drafter: Drafter;
  names: SecretNames;
  documentUri: string;
  log: Logger;
  signal: AbortSignal;
}): AskDescriptions {
  const { drafter, names, documentUri, log, signal } = parts;
  return async ({ declaration, source, items, form, skeleton }) => {
    const comment = redactText(skeleton.trim(), names).text;
    const request = {
      messages: commentMessages({ source: redactText(source.slice(0, maxSourceChars), names).text, comment }),
      maxTokens: Math.ceil(comment.length / charsPerToken) + spareTokens,
      prediction: comment,
      priority: "command" as const,
      subjectUri: documentUri,
    };
    let answer = "";
    try {
      for await (const chunk of drafter.draft(request, signal)) answer += chunk.text;
    } catch (error) {
      // The draft is complete without descriptions.
      const kind = error instanceof BackendError ? error.kind : describeError(error);
      log.warn("No descriptions came for a doc comment.", { kind });
      return new Map();
    }
    return readDescriptions(answer, { form, items, name: declaration.name });
  };
}

/** Reads an answer's description of each item, by `KIND NAME`, and its first sentence under `summary`. */
function readDescriptions(
  answer: string,
  { form, items, name }: { form: DocForm; items: readonly DocItem[]; name: string },
): Map<string, string> {
  const described = new Map<string, string>();
  const start = answer.search(/\/\*\*|\/\/|[rR]?"""|[rR]?'''/);
  if (start < 0) return described;
  const open = answer.slice(start, start + 3);
  const close = open.startsWith("/*")
    ? "*/"
    : open.startsWith("//")
      ? ""
      : answer.slice(start).replace(/^[rR]/, "").slice(0, 3);
  const found = close === "" ? -1 : answer.indexOf(close, start + 4);
  const end = close === "" ? answer.replace(/\s*(?:```\s*)?$/, "").length : found + close.length;
  if (close !== "" && found < 0) return described;
  const lines = readDocText(answer, { start, end }).lines.map(({ content }) => content);
  const entries = form.scan(lines);
  const first = Math.min(lines.length, ...entries.map(({ from, headingLine }) => headingLine ?? from));
  const summary = (
    lines
      .slice(0, first)
      .join("\n")
      .trim()
      .split(/\n\s*\n/)[0] ?? ""
  ).replace(/\s*\n\s*/g, " ");
  if (isUsable(summary) && !restates(summary, { name })) described.set("summary", summary);
  for (const { kind, name: entryName, description } of entries) {
    const item = items.find((each) => each.kind === kind && each.name === entryName);
    const type = item?.kind === "param" ? item.parameter.type : undefined;
    if (item === undefined || !isUsable(description)) continue;
    if (!restates(description, { name: entryName, ...(type !== undefined && { type }) }))
      described.set(`${item.kind} ${item.name}`, description);
  }
  return described;
}

/** Reports whether a text may be put into a comment: one line of prose that closes nothing and names no secret. */
function isUsable(text: string): boolean {
  return text !== "" && text.length <= maxDescriptionChars && !/\*\/|"""|'''|<secret-|[\n\r]/.test(text);
}
