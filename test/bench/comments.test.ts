import { describe, expect, test } from "vitest";
import { judge } from "../../bench/comments/docCase";
import { isRight, measureComments, type DocstringForm } from "../../bench/comments/measureComments";
import { hasPython, pythonCases } from "../../bench/comments/pythonCases";
import { checkScript, scriptCases } from "../../bench/comments/scriptCases";

const typescript = `import { a } from "a";

/** Old. @param gone */
export async function load<T>(path: string, { retries, ...rest }: LoadOptions = {}, ...more: T[]): Promise<T[]> {
  if (path === "") throw new RangeError("empty");
  return read<T>(path);
}

export default class Store<K extends string> {
  constructor(private readonly name: string, readonly size?: number) {}

  @log()
  static of(this: void, [first, second]: [string, string], done: (error?: Error) => void): Store<string> {
    return new Store(first);
  }
  run = async (job: Job): Promise<void> => {};
}

interface Reader {
  read(path: string, from?: number): Uint8Array | undefined;
}

export const add = (left: number, right = 2) => left + right;
const handlers = {
  open: function (path: string) { return path; },
  close(path: string): void {},
};
declare function check(value: unknown): asserts value is string;
`;

const javascript = `/**
 * Old.
 */
module.exports = function open(path, options) {
  options = options || {};
  return path;
};

exports.count = function* count(to, { step = 1, label } = {}) { yield to; };
const half = x => x / 2;
class A extends B {
  set(key, value) { this[key] = value; }
  async get(key, fallback = null) { if (!key) throw new TypeError("key"); return fallback; }
}
A.prototype.old = function (done) { done(); };
`;

const python = `class Store:
    def __init__(self, name: str, *, size: int = 3):
        """Old."""
        self.name = name

    @classmethod
    async def of(cls, first, /, second, *rest, third=None, **options) -> "Store":
        if not first:
            raise ValueError("first")
        return cls(first)

    @staticmethod
    def join(
        left: list[tuple[str, int]],
        right: dict[str, list[int]] | None = None,
    ) -> None:
        left.append(right)

def walk(node, depth=0):
    '''Old

    of several lines.
    '''
    def inner(other):
        raise KeyError(other)
    yield node

def text(ä, b: "str"):
    # A comment first.
    return ä + b
`;

async function check(cases: Parameters<typeof measureComments>[0], names: string[], form: DocstringForm = "google") {
  expect(cases.map(({ name }) => name)).toEqual(names);
  const wrong = (await measureComments(cases, form)).filter((outcome) => !isRight(outcome));
  expect(wrong.map(({ doc, verdict }) => ({ name: doc.name, ...verdict }))).toEqual([]);
}

test("TypeScript's own parser finds every parameter documented, and no other", () =>
  check(scriptCases("a.ts", typescript, "typescript"), [
    ...["load", "constructor", "of", "read", "add", "open", "close", "check"],
  ]));

test("it does in JavaScript", () =>
  check(scriptCases("a.js", javascript, "javascript"), [
    ...["module.exports", "exports.count", "half", "set", "get", "A.prototype.old"],
  ]));

describe.skipIf(!hasPython())("Python's own parser (skipped without python3)", () => {
  for (const form of ["google", "numpy", "sphinx"] as const)
    test(`finds every parameter documented, and no other, in the form ${form}`, () =>
      check(pythonCases([{ path: "a.py", text: python }]), ["walk", "__init__", "of", "join"], form));
});

describe("the check finds", () => {
  const [doc] = scriptCases("a.ts", "function f(a: string, b: string): number {\n  return 1;\n}\n", "typescript");
  const judged = (comment: string) =>
    judge(checkScript(doc, doc.text.slice(0, doc.offset) + comment + doc.text.slice(doc.offset + " */".length)));

  test("invented, missing and unreturned parameters", () => {
    expect(judged("\n * @param a\n * @param c\n */")).toMatchObject({
      invented: ["c"],
      missing: ["b"],
      faults: ["no result"],
    });
    expect(judged("\n * @param b\n * @param a\n * @returns\n */").faults).toEqual([
      "not in the order of the declaration",
    ]);
    expect(judged("\n * @param a\n * @param b\n * @returns\n * @throws {E}\n */").faults).toEqual(["E is not raised"]);
  });
  test("code that does not parse", () => expect(judged("\n * @param a\n").faults).toHaveLength(1));
});
