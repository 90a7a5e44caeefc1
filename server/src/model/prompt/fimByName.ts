import { headerPath } from "./fim";

/** Families recognised by a served model's name, with their template; a server names a model but not its vocabulary. */
const families: readonly { readonly name: RegExp; readonly template: string }[] = [
  // Qwen2.5-Coder technical report (arXiv 2409.12186), section 3.2; CodeGemma's README.
  { name: /qwen.*coder|codeqwen|codegemma/i, template: "<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>" },
  // StarCoder 2 (arXiv 2402.19173), section 5.1.
  { name: /starcoder|stable-code|refact/i, template: "<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>" },
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
  },
  // Codestral's tokenizer: the suffix comes first.
  { name: /codestral/i, template: "[SUFFIX]{suffix}[PREFIX]{prefix}" },
];

/** Builds the prompt with the model's own fill-in-the-middle tokens; `undefined` if its name shows no family that has them. */
export function fimPromptByName(
  model: string,
  { path, prefix, suffix }: { path: string; prefix: string; suffix: string },
): string | undefined {
  const family = families.find(({ name }) => name.test(model));
  const parts: Readonly<Partial<Record<string, string>>> = {
    "{path}": headerPath(path),
    "{prefix}": prefix,
    "{suffix}": suffix,
  };
  return family?.template.replace(/\{(path|prefix|suffix)\}/g, (part) => parts[part] ?? "");
}
