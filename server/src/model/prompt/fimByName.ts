import type { CompletionPrompt } from "../backend";
import { headerPath } from "./fim";
import { commentedSnippets, inertSnippets } from "./snippets";

/** The form in which a family was trained on several files: text before the first, and around each path, the document's own included. */
interface RepositoryForm {
  readonly start: string;
  readonly file: string;
  readonly end: string;
}

/** Models are given no name of the repository, since none is sent otherwise. */
const repository = "project";

/** A family recognised by a served model's name; a server names a model but not its vocabulary. */
interface FamilyByName {
  readonly name: RegExp;
  readonly template: string;
  /** Absent if the family has none; snippets are then comments. `none` for models that are too small for snippets. */
  readonly repository?: RepositoryForm | "none";
}

const families: readonly FamilyByName[] = [
  // Qwen2.5-Coder technical report (arXiv 2409.12186), section 3.2 and figure 3.
  {
    name: /qwen.*coder/i,
    template: "<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>",
    repository: { start: `<|repo_name|>${repository}\n`, file: "<|file_sep|>", end: "\n" },
  },
  // CodeGemma's README; CodeQwen's.
  { name: /codeqwen|codegemma/i, template: "<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>" },
  // StarCoder 2 (arXiv 2402.19173), sections 3.3 and 5.1.
  {
    name: /starcoder-?2/i,
    template: "<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>",
    repository: { start: `<repo_name>${repository}`, file: "<file_sep>", end: "" },
  },
  // StarCoder (arXiv 2305.06161), section 3.
  {
    name: /starcoder/i,
    template: "<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>",
    repository: { start: `<reponame>${repository}`, file: "<filename>", end: "" },
  },
  { name: /stable-code|refact/i, template: "<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>" },
  // SantaCoder (arXiv 2301.03988); Granite's code models use the same names with an underscore.
  { name: /santacoder/i, template: "<fim-prefix>{prefix}<fim-suffix>{suffix}<fim-middle>" },
  { name: /granite/i, template: "<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>" },
  // DeepSeek-Coder (arXiv 2401.14196), section 3.1.2.
  { name: /deepseek.*coder/i, template: "<｜fim▁begin｜>{prefix}<｜fim▁hole｜>{suffix}<｜fim▁end｜>" },
  // Code Llama (arXiv 2308.12950), section 2.3.
  { name: /codellama|code-llama/i, template: "<PRE> {prefix} <SUF>{suffix} <MID>" },
  // The embedded model, served by another program: its nanotype.json.
  {
    name: /nanotype/i,
    template: "<|file_sep|>{path}\n<|fim_prefix|><|fim_suffix|>{suffix}<|fim_middle|>{prefix}",
    repository: "none",
  },
  // Codestral's tokenizer: the suffix comes first, and the files are in the text before the caret.
  { name: /codestral/i, template: "[SUFFIX]{suffix}[PREFIX]{prefix}" },
];

/** Most text after the caret that each key moves, in UTF-16 units: no server's prefix cache can hold it. Source: bench/team, 70 % of the tokens cached. */
const movedChars = 700;

/** Codestral's mark of a file; it is text, and goes where the text before the caret does. */
const codestralMark = "+++++ ";

/** Reports whether a model's name shows a family that has tokens for filling in the middle. */
export function isNamedFamily(model: string): boolean {
  return families.some(({ name }) => name.test(model));
}

/** Builds the prompt with the model's own fill-in-the-middle tokens; `undefined` if its name shows no family that has them. */
export function fimPromptByName(model: string, prompt: CompletionPrompt): string | undefined {
  const family = families.find(({ name }) => name.test(model));
  if (family === undefined) return undefined;
  const { template, repository: form } = family;
  const isTokenForm = form !== undefined && form !== "none";
  const parts: Readonly<Partial<Record<string, string>>> = {
    "{path}": headerPath(prompt.path),
    "{prefix}": isTokenForm || form === "none" ? prompt.prefix : prefixWithSnippets(model, prompt),
    "{suffix}": isSuffixLast(template) ? beginningOf(prompt.suffix) : prompt.suffix,
  };
  const hole = template.replace(/\{(path|prefix|suffix)\}/g, (part) => parts[part] ?? "");
  return isTokenForm ? filesBefore(form, prompt) + hole : hole;
}

/** Reports whether the text after the caret follows the text before it, so that each key moves it. */
function isSuffixLast(template: string): boolean {
  return template.indexOf("{suffix}") > template.indexOf("{prefix}");
}

/** Returns the whole lines of a text that are near its beginning. */
function beginningOf(text: string): string {
  if (text.length <= movedChars) return text;
  const end = text.lastIndexOf("\n", movedChars);
  return text.slice(0, end > 0 ? end : movedChars);
}

/** Returns the text before the caret with the snippets in front of it, for models and servers that have no token for files. */
export function prefixWithSnippets(model: string, { path, languageId, prefix, snippets }: CompletionPrompt): string {
  const inert = inertSnippets(snippets);
  if (inert.length === 0) return prefix;
  if (!/codestral/i.test(model)) return commentedSnippets(languageId, inert) + prefix;
  const files = inert.map((snippet) => `${codestralMark}${headerPath(snippet.path)}\n${snippet.text}\n\n`);
  return `${files.join("")}${codestralMark}${headerPath(path)}\n${prefix}`;
}

/** Returns the snippets as files in the family's form, and the document's own path; nothing without snippets. */
function filesBefore({ start, file, end }: RepositoryForm, { path, snippets }: CompletionPrompt): string {
  const inert = inertSnippets(snippets);
  if (inert.length === 0) return "";
  const files = inert.map((snippet) => `${file}${headerPath(snippet.path)}\n${snippet.text}${end}`);
  return `${start}${files.join("")}${file}${headerPath(path)}\n`;
}
