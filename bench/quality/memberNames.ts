import { existsSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";

/** Names that accepting an offer adds to a document, as TypeScript's checker sees them. */
export interface NameCounts {
  /** Members, properties and imports that exist. */
  readonly resolved: number;
  /** Those that don't, on a receiver or in a module whose type is known. */
  readonly unresolvable: number;
}

/** A document after acceptance, and the stretch of it that was offered. */
export interface Accepted {
  readonly path: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The checker's messages that a name doesn't exist: a property (2339, 2551, 2550, 2568, 2576), an exported member (2305, 2614, 2724, 2459, 2460),
 * a property of an object literal (2353, 2561).
 */
const missingCodes = new Set([2339, 2551, 2550, 2568, 2576, 2305, 2614, 2724, 2459, 2460, 2353, 2561]);

const options: ts.CompilerOptions = {
  allowJs: true,
  checkJs: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  jsx: ts.JsxEmit.Preserve,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  maxNodeModuleJsDepth: 0,
  typeRoots: [resolve("node_modules/@types")],
  types: ["node"],
};

/** TypeScript's language features for one open document at a time; other files are read from the disk, as far as it imports them. */
class ScriptService {
  readonly service: ts.LanguageService;
  #document = { path: "", text: "" };
  #version = 0;

  constructor(changed: ts.CompilerOptions) {
    const host: ts.LanguageServiceHost = {
      getCompilationSettings: () => ({ ...options, ...changed }),
      getScriptFileNames: () => [this.#document.path],
      getScriptVersion: (path) => (path === this.#document.path ? String(this.#version) : "0"),
      getScriptSnapshot: (path) => {
        const text = path === this.#document.path ? this.#document.text : ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => "/",
      getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
      fileExists: (path) => path === this.#document.path || existsSync(path),
      readFile: (path) => ts.sys.readFile(path),
      readDirectory: (...args) => ts.sys.readDirectory(...args),
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
    };
    this.service = ts.createLanguageService(host);
  }

  open(path: string, text: string): ts.Program | undefined {
    this.#document = { path, text };
    this.#version++;
    return this.service.getProgram();
  }
}

/** Answers `nanotype/names` as VS Code's TypeScript feature does. */
export class EditorNames {
  readonly #script: ScriptService;
  #path = "";

  constructor(changed: ts.CompilerOptions = {}) {
    this.#script = new ScriptService(changed);
  }

  /** Opens a document and reads what it imports, as an editor has done long before a key. */
  open(path: string, text: string): void {
    this.#path = path;
    const program = this.#script.open(path, text);
    const file = program?.getSourceFile(path);
    if (file) program?.getSemanticDiagnostics(file);
  }

  /** Returns the names that may follow the dot before `offset`; `null` if its receiver isn't known. */
  at(offset: number): string[] | null {
    const found = this.#script.service.getCompletionsAtPosition(this.#path, offset, undefined);
    if (found?.isMemberCompletion !== true) return null;
    const names = found.entries.flatMap(({ kind, name }) => (kind === ts.ScriptElementKind.warning ? [] : [name]));
    return names.length === 0 ? null : names;
  }

  dispose(): void {
    this.#script.service.dispose();
  }
}

/**
 * Asks TypeScript's checker about the names that offers add. Packages aren't there, so that only receivers with a known type count. One for all
 * cases: files that stay the same are parsed once.
 */
export class NameJudge {
  readonly #script: ScriptService;

  constructor(changed: ts.CompilerOptions = {}) {
    this.#script = new ScriptService(changed);
  }

  /** Counts the names of one offer. */
  count(accepted: Accepted): NameCounts {
    const program = this.#script.open(accepted.path, accepted.text);
    const file = program?.getSourceFile(accepted.path);
    if (program === undefined || file === undefined) return { resolved: 0, unresolvable: 0 };
    const missing = new Set(
      program
        .getSemanticDiagnostics(file)
        .filter(({ code }) => missingCodes.has(code))
        .map(({ start }) => start),
    );
    const checker = program.getTypeChecker();
    let [resolved, unresolvable] = [0, 0];
    const visit = (node: ts.Node): void => {
      if (node.end <= accepted.start || node.pos >= accepted.end) return;
      const name = nameIn(node);
      if (name !== undefined && name.end > accepted.start && name.getStart(file) < accepted.end) {
        if (missing.has(name.getStart(file))) unresolvable++;
        else if (isKnown(checker, node, name)) resolved++;
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
    return { resolved, unresolvable };
  }

  dispose(): void {
    this.#script.service.dispose();
  }
}

/** Returns the name in a node that something else has to have: a member, an import, a property that is given or taken. */
function nameIn(node: ts.Node): ts.Node | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name;
  if (ts.isImportSpecifier(node)) return node.propertyName ?? node.name;
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) return node.name;
  if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent) && node.dotDotDotToken === undefined)
    return node.propertyName ?? node.name;
  return undefined;
}

/** Reports whether the checker knows the thing that has a name, and the name in it. */
function isKnown(checker: ts.TypeChecker, node: ts.Node, name: ts.Node): boolean {
  if (ts.isImportSpecifier(node)) {
    const symbol = checker.getSymbolAtLocation(node.name);
    return symbol !== undefined && checker.getAliasedSymbol(symbol).declarations !== undefined;
  }
  const owner = ownerOf(checker, node);
  if (owner === undefined || (owner.flags & (ts.TypeFlags.Any | ts.TypeFlags.Never)) !== 0) return false;
  return checker.getPropertyOfType(checker.getApparentType(owner), name.getText()) !== undefined;
}

function ownerOf(checker: ts.TypeChecker, node: ts.Node): ts.Type | undefined {
  if (ts.isPropertyAccessExpression(node)) return checker.getTypeAtLocation(node.expression);
  if (ts.isBindingElement(node)) return checker.getTypeAtLocation(node.parent);
  return ts.isObjectLiteralExpression(node.parent) ? checker.getContextualType(node.parent) : undefined;
}
