import ts from "typescript";
import type { Checked, DocCase } from "./docCase";

/**
 * Finds the functions of a TypeScript or JavaScript file with TypeScript's own parser. Each has its doc comment
 * replaced by a new one's opening.
 */
export function scriptCases(path: string, text: string, languageId: string): DocCase[] {
  const source = parse(path, text);
  return functionsIn(source).flatMap(({ statement, node, name }): DocCase[] => {
    if (node.parameters.length === 0 || hasErrors(source)) return [];
    const start = statement.getStart(source);
    const lineStart = text.lastIndexOf("\n", start - 1) + 1;
    const indent = text.slice(lineStart, start);
    if (indent.trim() !== "") return [];
    const comments = ts
      .getJSDocCommentsAndTags(statement)
      .filter((each) => ts.isJSDoc(each) && each.getSourceFile() === source);
    const from = comments.at(0)?.pos ?? start;
    if (text.slice(comments.at(-1)?.end ?? start, start).trim() !== "") return [];
    const before =
      text.slice(0, comments.length === 0 ? lineStart : text.lastIndexOf("\n", from - 1) + 1) + `${indent}/**`;
    return [{ path, languageId, name, text: `${before} */\n${indent}${text.slice(start)}`, offset: before.length }];
  });
}

/** Reads the doc comment in `text` before the function that begins behind `offset`, with TypeScript's parser. */
export function checkScript({ path, name, offset }: DocCase, text: string): Checked {
  const source = parse(path, text);
  const found = functionsIn(source).find(
    ({ statement, name: its }) => its === name && statement.getStart(source) > offset,
  );
  if (found === undefined) return { kind: "unparsed", reason: "the function is gone" };
  const { node, statement } = found;
  const tags = ts.getJSDocTags(holder(node, statement));
  const written = text.slice(offset - 3, statement.getStart(source)).match(/^\s*\* @\w+/gm)?.length ?? 0;
  if (tags.length !== written)
    return { kind: "unparsed", reason: `${written} tags are written, ${tags.length} are parsed` };
  if (hasErrors(source)) return { kind: "unparsed", reason: "the file has errors now" };
  const declared = node.parameters.filter((each) => each.name.getText(source) !== "this");
  const params = tags.filter(ts.isJSDocParameterTag).map((tag) => tag.name.getText(source));
  const body = node.getText(source);
  return {
    kind: "parsed",
    declared: declared.map((each) => ({
      name: ts.isIdentifier(each.name) ? each.name.text : undefined,
      properties: ts.isObjectBindingPattern(each.name)
        ? each.name.elements.map((element) => (element.propertyName ?? element.name).getText(source))
        : [],
    })),
    documented: params,
    hasReturns: tags.some((tag) => tag.kind === ts.SyntaxKind.JSDocReturnTag),
    returns: returnsOf(node, source),
    wrongThrows: tags
      .filter(ts.isJSDocThrowsTag)
      .map((tag) => tag.typeExpression?.type.getText(source) ?? "")
      .filter((type) => !body.includes(`new ${type}`)),
  };
}

type FunctionNode = ts.SignatureDeclaration;

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

function hasErrors(source: ts.SourceFile): boolean {
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly ts.Diagnostic[] };
  return parseDiagnostics.length > 0 && !source.fileName.endsWith(".js");
}

/** Returns the node that carries the comment: for a function in a variable, its statement. */
function holder(node: FunctionNode, statement: ts.Node): ts.Node {
  return ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]
    : ts.isExpressionStatement(statement)
      ? node
      : statement;
}

function functionsIn(source: ts.SourceFile): { statement: ts.Node; node: FunctionNode; name: string }[] {
  const found: { statement: ts.Node; node: FunctionNode; name: string }[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) && node.name)
      found.push({ statement: node, node, name: node.name.getText(source) });
    if (ts.isConstructorDeclaration(node)) found.push({ statement: node, node, name: "constructor" });
    const value = valueOf(node);
    if (value) found.push({ statement: node, ...value });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function valueOf(node: ts.Node): { node: FunctionNode; name: string } | undefined {
  const isFunction = (each: ts.Node | undefined): each is ts.ArrowFunction | ts.FunctionExpression =>
    each !== undefined && (ts.isArrowFunction(each) || ts.isFunctionExpression(each));
  if (ts.isVariableStatement(node) && node.declarationList.declarations.length === 1) {
    const [{ initializer, name }] = node.declarationList.declarations;
    if (isFunction(initializer)) return { node: initializer, name: name.getText() };
  }
  if (ts.isPropertyAssignment(node) && isFunction(node.initializer))
    return { node: node.initializer, name: node.name.getText() };
  if (ts.isExpressionStatement(node) && ts.isBinaryExpression(node.expression) && isFunction(node.expression.right))
    return { node: node.expression.right, name: node.expression.left.getText() };
  return undefined;
}

/** Reports whether the function returns a value, by its annotation or else by its body. */
function returnsOf(node: FunctionNode, source: ts.SourceFile): boolean | undefined {
  if (ts.isConstructorDeclaration(node)) return false;
  if (node.type)
    return /^(?:Promise<)?(?:void|undefined|never)>?$|^asserts\b/.test(node.type.getText(source)) ? false : true;
  if (!("body" in node) || node.body === undefined) return undefined;
  const body = node.body as ts.Node;
  if (!ts.isBlock(body)) return true;
  let hasValue = false;
  const visit = (each: ts.Node): void => {
    if (ts.isReturnStatement(each) && each.expression && each.expression.getText(source) !== "undefined")
      hasValue = true;
    if (!ts.isFunctionLike(each) && !ts.isClassLike(each)) ts.forEachChild(each, visit);
  };
  visit(body);
  return "asteriskToken" in node && node.asteriskToken ? undefined : hasValue;
}
