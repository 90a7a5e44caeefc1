// Reads the project's English: comments, sentences in strings, test titles and Markdown. Prints what CONTRIBUTING.md's page on words forbids; exits 1 if it found any.
// `node scripts/prose.mjs FOLDER…` reads only files below those folders.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import ts from "typescript";

/** Words that make English hard to skim, and what to write instead. */
const words = [
  { pattern: /\b(?:stands?|stood)\b(?!-in\b| (?:for|out|in for)\b)/i, better: "is, are, contains" },
  { pattern: /\b(?:tells? of|told of|(?:is|are|was|were|be|been|being) told)\b/i, better: "report, say, describe" },
  { pattern: /\b(?:go|goes|going|went|gone) on\b/i, better: "continue" },
  { pattern: /\b(?:nobody|somebody)\b/i, better: "name the actor" },
  { pattern: /(?<!\bthere )\b(?:is|are) no (?!longer\b|more\b)\w/i, better: "isn't a" },
  { pattern: /\bwhat (?:is|are|was|were) \w+(?:ed|en)\b/i, better: "the noun" },
  { pattern: /\b(?:lies|lay|lying)\b(?! (?:dormant|about the)\b)/i, better: "is" },
];

/** How a doc comment may not begin. */
const openings = /^(?:What\b|How\b|Which\b|Who\b|Where\b|Whether [^.,;:]*\b(?:is|are|was|were)\b)/;

/** Texts that are data: other people's code and sentences, rules and fixtures. */
const data =
  /^(?:test\/(?:golden|fuzz)\/|test\/support\/(?:\w*[sS]ecretForms|unseenForms|rest\w+|openSyntax|foreign|orders|realWorkspace|commitTruth|parserBombs|fuzz)\b|server\/secretRules\/|scripts\/sample\/|media\/|docs\/settings\.md|CONTRIBUTING\.md)|messages\/|chatLeaks\.test\.ts$/;

/** Folders whose strings are instructions to a model. They were measured as they are, so only the comments are read. */
const instructions = /^server\/src\/model\/prompt\//;

const only = process.argv.slice(2);
const files = execFileSync("git", ["ls-files", "*.ts", "*.tsx", "*.mts", "*.mjs", "*.md"], { encoding: "utf8" })
  .trim()
  .split("\n")
  .filter((file) => !data.test(file) && file !== "scripts/prose.mjs")
  .filter((file) => (only.length > 0 ? only : [""]).some((folder) => file.startsWith(folder)));

let findingCount = 0;

function report(file, line, text, better) {
  findingCount++;
  console.log(`${file}:${line}: ${text.replace(/\s+/g, " ").trim().slice(0, 160)}  (${better})`);
}

function readProse(file, line, text) {
  for (const { pattern, better } of words) {
    const found = pattern.exec(text);
    if (found !== null) report(file, line, text, `“${found[0]}” → ${better}`);
  }
}

function readSource(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (offset) => source.getLineAndCharacterOfPosition(offset).line + 1;
  const comments = new Map();
  const visit = (node) => {
    for (const range of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) comments.set(range.pos, range.end);
    for (const range of ts.getTrailingCommentRanges(text, node.getEnd()) ?? []) comments.set(range.pos, range.end);
    const isText = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node);
    if (isText && !instructions.test(file) && /\w+ \w+ \w+ \w+/.test(node.text))
      readProse(file, lineOf(node.getStart()), node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const [start, end] of comments) {
    const raw = text.slice(start, end);
    const isDoc = raw.startsWith("/**");
    const prose = raw
      .replace(/^\/\*+|\*\/$|^\/\/+/g, "")
      .replace(/\n\s*\*/g, "\n")
      .replace(/`[^`]*`/g, "x")
      .trim();
    readProse(file, lineOf(start), prose);
    if (isDoc && openings.test(prose)) report(file, lineOf(start), prose, "begin with a verb or a noun");
  }
}

function readMarkdown(file, text) {
  const withoutCode = text
    .replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ""))
    .replace(/`[^`\n]*`/g, "x");
  withoutCode.split("\n").forEach((line, index) => readProse(file, index + 1, line));
}

for (const file of files) {
  const text = readFileSync(file, "utf8");
  if (file.endsWith(".md")) readMarkdown(file, text);
  else readSource(file, text);
}
if (findingCount > 0) console.log(`${findingCount} sentences to rewrite; the words are in CONTRIBUTING.md.`);
process.exitCode = findingCount > 0 ? 1 : 0;
