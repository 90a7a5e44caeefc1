/** One part of a prompt's layout. Text parts are tokenized separately, as the models were trained. */
export type FimPiece =
  /** A token of the vocabulary, by its text. */
  | { readonly kind: "special"; readonly token: string }
  /** Literal text, in which `{path}` stands for the document's path. */
  | { readonly kind: "header"; readonly text: string }
  | { readonly kind: "prefix" }
  | { readonly kind: "suffix" };

/** The layout in which a model expects the text before and after the caret. */
export interface FimLayout {
  /** Family as shown in logs, e.g. `qwen2.5-coder`. */
  readonly family: string;
  /** Pieces of a request with a suffix; absent if the model knows no fill-in-the-middle. */
  readonly infill: readonly FimPiece[] | undefined;
  /** Pieces of a request without a suffix. */
  readonly causal: readonly FimPiece[];
  /** True if the prefix comes last, so that a keystroke only adds tokens at the end. */
  readonly isPrefixLast: boolean;
}

/** A layout as `nanotype.json` writes it. */
export interface FimDeclaration {
  readonly family: string;
  readonly template: string;
  readonly causalTemplate?: string | undefined;
}

/** Templates of model families that do not bring a `nanotype.json`; the first whose tokens are all in the vocabulary applies. */
const knownFamilies: readonly (FimDeclaration & { readonly markers: readonly string[] })[] = [
  {
    // CodeGemma's README, "Fill-in-the-middle"; Gemma's file separator also distinguishes it from Qwen.
    family: "codegemma",
    markers: ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_separator|>"],
    template: "<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>",
  },
  {
    // Qwen2.5-Coder technical report (arXiv 2409.12186), section 3.2.
    family: "qwen2.5-coder",
    markers: ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"],
    template: "<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>",
  },
  {
    // StarCoder 2 (arXiv 2402.19173), section 5.1.
    family: "starcoder2",
    markers: ["<fim_prefix>", "<fim_suffix>", "<fim_middle>"],
    template: "<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>",
  },
  {
    // SantaCoder (arXiv 2301.03988) and Granite code models.
    family: "santacoder",
    markers: ["<fim-prefix>", "<fim-suffix>", "<fim-middle>"],
    template: "<fim-prefix>{prefix}<fim-suffix>{suffix}<fim-middle>",
  },
  {
    // DeepSeek-Coder (arXiv 2401.14196), section 3.1.2.
    family: "deepseek-coder",
    markers: ["<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"],
    template: "<｜fim▁begin｜>{prefix}<｜fim▁hole｜>{suffix}<｜fim▁end｜>",
  },
  {
    // Code Llama (arXiv 2308.12950), section 2.3.
    family: "codellama",
    markers: ["▁<PRE>", "▁<SUF>", "▁<MID>"],
    template: "▁<PRE>{prefix}▁<SUF>{suffix}▁<MID>",
  },
];

/**
 * Chooses the layout: the one declared in the model's folder, else the family its vocabulary shows, else prefix only.
 * `startToken` goes first if the tokenizer is configured to add one.
 */
export function chooseFimLayout(params: {
  readonly declared: FimDeclaration | undefined;
  readonly specialTokens: readonly string[];
  readonly startToken: string | undefined;
}): FimLayout {
  const { specialTokens } = params;
  const declaration =
    params.declared ?? knownFamilies.find((family) => family.markers.every((marker) => specialTokens.includes(marker)));
  const start: FimPiece[] = params.startToken === undefined ? [] : [{ kind: "special", token: params.startToken }];
  const infill = declaration && [...start, ...parseTemplate(declaration.template, specialTokens)];
  return {
    family: declaration?.family ?? "causal",
    infill,
    causal: [...start, ...parseTemplate(declaration?.causalTemplate ?? "{prefix}", specialTokens)],
    isPrefixLast: infill === undefined || infill.at(-1)?.kind === "prefix",
  };
}

/** Parses a template such as `<a>{path}\n<b>{suffix}<c>{prefix}`. Text beside `{path}` belongs to its piece. */
export function parseTemplate(template: string, specialTokens: readonly string[]): FimPiece[] {
  const pieces: FimPiece[] = [];
  let header = "";
  const endHeader = (): void => {
    if (header !== "") pieces.push({ kind: "header", text: header });
    header = "";
  };
  for (let at = 0; at < template.length;) {
    const token = specialTokens.find((special) => special !== "" && template.startsWith(special, at));
    if (token !== undefined) {
      endHeader();
      pieces.push({ kind: "special", token });
      at += token.length;
    } else if (template.startsWith("{prefix}", at) || template.startsWith("{suffix}", at)) {
      endHeader();
      pieces.push({ kind: template.startsWith("{prefix}", at) ? "prefix" : "suffix" });
      at += "{prefix}".length;
    } else {
      header += template.charAt(at++);
    }
  }
  endHeader();
  return pieces;
}

/** Shortens the path to the form models know: its last two components. They were trained on that, and it reveals less about the machine. */
export function headerPath(path: string): string {
  return path.split("/").slice(-2).join("/");
}
