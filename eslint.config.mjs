import js from "@eslint/js";
import ts from "typescript-eslint";

/** Packages and folders that only some layers may import. Each entry: what is restricted, and the files that may use it. */
const layers = [
  { pattern: ["vscode"], message: "`vscode` belongs to client/.", allowed: ["client/**", "test/host/**"] },
  {
    pattern: ["vscode-languageserver", "vscode-languageserver/*", "vscode-languageserver-textdocument"],
    message: "Only the server's border speaks LSP.",
    allowed: [
      "server/src/{main,server,documents,openText,protocol,log}.ts",
      "server/src/lsp/**",
      "client/**",
      "test/**",
      "bench/**",
      "scripts/**",
    ],
  },
  {
    pattern: [
      "net",
      "node:net",
      "http",
      "node:http",
      "https",
      "node:https",
      "undici",
      "child_process",
      "node:child_process",
    ],
    message: "Sockets and processes belong to backend/, completion/stored/redis*, git and the command line.",
    allowed: [
      "server/src/backend/**",
      "server/src/completion/stored/redis*.ts",
      "server/src/commit/change/git.ts",
      "server/src/cli.ts",
      "server/src/cli/**",
      "client/**",
      "test/**",
      "bench/**",
      "scripts/**",
    ],
  },
];

/** Rules for `files`: everything that layer does not allow there. */
function restrictedImports(isAllowed) {
  const patterns = layers
    .filter((layer) => !isAllowed(layer))
    .map((layer) => ({ group: layer.pattern, message: layer.message }));
  return { "no-restricted-imports": ["error", { patterns }] };
}

const layerConfigs = [
  { files: ["server/src/**/*.ts"], rules: restrictedImports(() => false) },
  ...["client/**/*.ts", "test/**/*.ts", "bench/**/*.ts", "scripts/**/*.ts"].map((files) => ({
    files: [files],
    rules: restrictedImports((layer) => layer.allowed.includes(files.replace("*.ts", "").replace(/\/$/, ""))),
  })),
  {
    files: ["test/host/**/*.ts"],
    rules: restrictedImports(({ allowed }) => allowed.includes("test/**") || allowed.includes("test/host/**")),
  },
  {
    files: ["server/src/{main,server,documents,openText,protocol,log}.ts", "server/src/lsp/**/*.ts"],
    rules: restrictedImports((layer) => layer.allowed.some((path) => path.includes("{main"))),
  },
  {
    files: [
      "server/src/backend/**/*.ts",
      "server/src/completion/stored/redis*.ts",
      "server/src/commit/change/git.ts",
      "server/src/cli.ts",
      "server/src/cli/**/*.ts",
    ],
    rules: restrictedImports((layer) => layer.allowed.includes("server/src/backend/**")),
  },
];

export default ts.config(
  { ignores: ["dist", "node_modules", ".cache", "test-results", "**/*.mjs", "**/*.cjs", "**/*.js"] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "no-empty": ["error", { allowEmptyCatch: false }],
    },
  },
  ...layerConfigs,
  {
    // `void` is no owner: what has no caller to wait for it goes through server/src/base/inBackground.ts.
    files: ["server/**/*.ts", "client/**/*.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: false, checkThenables: true }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "ExpressionStatement > CallExpression[callee.property.name=/^(then|finally)$/]",
          message: "What a handler throws has no owner here: use inBackground, or await.",
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts", "bench/**/*.ts", "scripts/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-assertions": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
    },
  },
);
