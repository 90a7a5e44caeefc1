/**
 * Which room of `server/src` may import which: to the left only. `npm run check` holds it, types included.
 * The order and what each room is for: docs/architecture.md.
 */
const rooms = [
  "base",
  "settings",
  "documents",
  "code",
  "safety",
  "model",
  "comment",
  "completion",
  "commit",
  "metrics",
];
const commitRooms = ["symbols", "change", "style", "wording", "ideas", "writers"];

/** Rules that keep each room of `order` from those to its right. */
function oneWay(folder, order, faces) {
  return order.map((room, index) => ({
    name: `${folder}${room}`,
    comment: `${folder}${room}/ may import only what stands left of it in: ${order.join(", ")}.`,
    severity: "error",
    from: { path: `^${folder}${room}/` },
    to: {
      path: [`^${folder}(${[...order.slice(index + 1), ...faces].join("|")})/`, ...(faces.length > 0 ? [entries] : [])],
    },
  }));
}
/** Files at the root of server/src that build or start everything. `protocol.ts` is for everybody. */
const entries = "^server/src/(main|cli|server|engine)\\.ts$";

export default {
  forbidden: [
    {
      name: "no-circle",
      comment: "Files that need each other are one file, or lack a third. Types count.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...oneWay("server/src/", rooms, ["lsp", "cli"]),
    ...oneWay("server/src/commit/", commitRooms, []),
    {
      name: "protocol",
      comment: "The protocol is words only; everybody may read it.",
      severity: "error",
      from: { path: "^server/src/protocol\\.ts$" },
      to: { path: "^server/src/" },
    },
    {
      name: "faces",
      comment: "The language server and the command line do not know each other.",
      severity: "error",
      from: { path: "^server/src/lsp/" },
      to: { path: "^server/src/cli/" },
    },
    {
      name: "faces-back",
      severity: "error",
      from: { path: "^server/src/cli/" },
      to: { path: "^server/src/lsp/" },
    },
    {
      name: "client",
      comment: "The client speaks to the server by messages: it knows the protocol and the settings, no more.",
      severity: "error",
      from: { path: "^client/" },
      to: { path: "^server/src/(?!protocol\\.ts|settings/|base/)" },
    },
    {
      name: "server-knows-no-client",
      severity: "error",
      from: { path: "^server/" },
      to: { path: "^client/" },
    },
    {
      name: "vscode",
      comment: "`vscode` belongs to client/ and the tests in an editor.",
      severity: "error",
      from: { pathNot: "^(client|test/host)/" },
      to: { path: "^vscode$" },
    },
    {
      name: "lsp-at-the-border",
      comment: "Only the server's border speaks LSP.",
      severity: "error",
      from: { path: "^server/src/", pathNot: "^server/src/(lsp/|documents/|(main|server|protocol)\\.ts$)" },
      to: { path: "vscode-(languageserver|jsonrpc)" },
    },
    {
      name: "processes-and-sockets",
      comment: "Sockets and processes belong to the models, a team's cache, git and the command line.",
      severity: "error",
      from: {
        path: "^server/src/",
        pathNot:
          "^server/src/(model/(local|cloud)/|completion/stored/redis|commit/change/git\\.ts$|settings/pastedUrl\\.ts$|cli/|cli\\.ts$)",
      },
      // `isIP` of pastedUrl.ts opens nothing.
      to: { path: "^(net|http|https|tls|child_process|undici)$" },
    },
    {
      name: "code-is-a-boundary",
      comment: "code/: text in, facts out. No LSP, git, model or file, but for the grammars that it loads.",
      severity: "error",
      from: { path: "^server/src/code/", pathNot: "/(grammars|treeSitterRuntime)\\.ts$" },
      to: { path: "^(fs|fs/promises|path|child_process|net|http|https)$" },
    },
    {
      name: "trees-belong-to-code",
      comment: "Syntax trees are read in code/, which gives facts; commitlint's files are read as data.",
      severity: "error",
      from: { path: "^server/src/", pathNot: "^server/src/(code/|commit/style/literalExport\\.ts$)" },
      to: { path: "@vscode/tree-sitter-wasm" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { conditionNames: ["import", "require", "node", "default"] },
  },
};
