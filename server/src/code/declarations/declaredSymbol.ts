import type { BareCode } from "../bareCode";
import type { Declaration } from "./declaration";
import type { FoundDeclaration } from "./outline";
import type { CodePart } from "../codeParts";

/** A declaration with the code by which two versions of it are compared. */
export interface DeclaredSymbol extends Declaration {
  /** Lines from 1, both inclusive; decorators and comments above are not part of it. */
  readonly startLine: number;
  readonly endLine: number;
  /** Its code up to its body, as `BareCode` gives it. */
  readonly signature: string;
  /** All of its code. */
  readonly code: string;
  /** Its parts, if they were requested and are few enough to describe. */
  readonly parts?: readonly CodePart[] | undefined;
}

/** Adds to a declaration the code by which it is compared. */
export function symbolOf({ declaration, node }: FoundDeclaration, bare: BareCode): DeclaredSymbol {
  const { startIndex, endIndex } = node;
  const headEnd = Math.min(Math.max(startIndex, declaration.bodyStart), endIndex);
  return {
    ...declaration,
    startLine: node.startPosition.row + 1,
    endLine: node.endPosition.row + 1,
    signature: bare.code(startIndex, headEnd),
    code: bare.code(startIndex, endIndex),
  };
}

/** Returns the names of a symbol's parameters, as its text has them: a destructured one has none. */
export function parameterNames({ parameters }: Declaration): string[] {
  return parameters.flatMap(({ name, properties }) => (properties === undefined ? [name] : []));
}
