/** Words without meaning of their own. */
const empty = new Set([
  ...[
    "the",
    "a",
    "an",
    "this",
    "that",
    "of",
    "to",
    "for",
    "in",
    "is",
    "are",
    "be",
    "its",
    "given",
    "specified",
    "provided",
  ],
  ...[
    "parameter",
    "param",
    "argument",
    "arg",
    "value",
    "variable",
    "object",
    "instance",
    "method",
    "function",
    "class",
    "which",
  ],
  ...[
    "represents",
    "representing",
    "contains",
    "containing",
    "holds",
    "optional",
    "required",
    "input",
    "some",
    "used",
    "by",
    "as",
  ],
  ...[
    "returns",
    "return",
    "result",
    "returned",
    "gets",
    "get",
    "sets",
    "set",
    "type",
    "with",
    "and",
    "or",
    "from",
    "name",
  ],
  ...["string", "number", "boolean", "array", "list", "dict", "int", "float", "bool", "str"],
]);

/**
 * Reports whether a description adds nothing to the name and type beside it: "The user name" for `userName`.
 * Such a description is left empty instead.
 */
export function restates(description: string, subject: { readonly name: string; readonly type?: string }): boolean {
  const known = new Set(stems(`${subject.name} ${subject.type ?? ""}`));
  return stems(description).every((word) => empty.has(word) || known.has(word));
}

/** Returns the words of a text or identifier in lower case, without plural endings. */
function stems(text: string): string[] {
  const apart = text.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  return (apart.match(/\p{L}+/gu) ?? []).map((word) => (empty.has(word) ? word : word.replace(/(?:es|s)$/, "")));
}
