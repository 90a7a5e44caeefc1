import { Descriptions } from "../../server/src/comment/descriptions";
import { offerDocComment } from "../../server/src/comment/offerDocComment";
import { systemClock, type Clock } from "../../server/src/base/clock";
import { Syntax } from "../../server/src/code/syntax";
import { silentLog } from "../../server/src/base/log";
import { judge, type Checked, type DocCase, type Verdict } from "./docCase";
import { checkPython } from "./pythonCases";
import { checkScript } from "./scriptCases";

/** Requested form of docstrings. */
export type DocstringForm = "google" | "numpy" | "sphinx";

/** A case with its result. */
export interface Outcome {
  readonly doc: DocCase;
  readonly isOffered: boolean;
  readonly verdict: Verdict;
  /** Milliseconds from the request to the offer, the parse included. */
  readonly elapsedMs: number;
}

/** Requests a doc comment at each case, accepts it, and reads the result with another parser than ours. */
export async function measureComments(cases: readonly DocCase[], docstrings: DocstringForm): Promise<Outcome[]> {
  // Parses at once, and keeps the process alive meanwhile.
  const clock: Clock = {
    ...systemClock,
    after: (_, action) => {
      const immediate = setImmediate(action);
      return () => clearImmediate(immediate);
    },
  };
  const syntax = new Syntax({ grammarFolder: "dist/grammars", clock, log: silentLog });
  const results: { doc: DocCase; text: string | undefined; elapsedMs: number }[] = [];
  for (const doc of cases) {
    const { text, offset, languageId } = doc;
    const uri = `file:///${doc.path}`;
    const startMs = performance.now();
    syntax.open(uri, languageId, text);
    const offer = await offerDocComment(
      {
        document: { uri, languageId, text },
        prefix: text.slice(0, offset),
        suffix: text.slice(offset),
        docstrings,
        signal: new AbortController().signal,
      },
      { syntax, descriptions: new Descriptions(), openDocuments: () => [] },
    );
    const elapsedMs = performance.now() - startMs;
    syntax.close(uri);
    const after = offer && text.slice(0, offset) + offer.text + text.slice(offset + offer.replaceSuffixLength);
    // The author writes the summary at the caret.
    const at = offer?.caretAfter ?? 0;
    results.push({ doc, text: after && `${after.slice(0, at)}Does it.${after.slice(at)}`, elapsedMs });
  }
  syntax.dispose();
  const python = results.flatMap(({ doc, text }) =>
    doc.languageId === "python" && text !== undefined ? { doc, text, style: docstrings } : [],
  );
  const read = new Map<DocCase, Checked>();
  if (python.length > 0) checkPython(python).forEach((checked, index) => read.set(python[index].doc, checked));
  return results.map(({ doc, text, elapsedMs }) => {
    const checked = text === undefined ? notOffered : (read.get(doc) ?? checkScript(doc, text));
    return { doc, isOffered: text !== undefined, verdict: judge(checked), elapsedMs };
  });
}

const notOffered: Checked = { kind: "unparsed", reason: "nothing was offered" };

/** Reports whether a doc comment is right: nothing invented, missing or wrong. */
export function isRight({ verdict }: Outcome): boolean {
  return verdict.invented.length + verdict.missing.length + verdict.faults.length === 0;
}
