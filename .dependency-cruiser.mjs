/**
 * Order of the rooms of `server/src`: each may import only those to its left. `npm run check` holds it, types included.
 * The order and what each room is for: docs/architecture.md.
 */
const rooms = [
  "base",
  "settings",
  "documents",
  "code",
  "safety",
  "nextEdit",
  "model",
  "comment",
  "completion",
  "proposal",
  "workspace",
  "commit",
  "evaluate",
  "replay",
  "metrics",
  "doctor",
];
const commitRooms = ["symbols", "change", "style", "wording", "ideas", "writers"];

/** Files at the root of server/src that build or start everything. `protocol.ts` is for everybody. */
const entries = "^server/src/(main|cli|server|engine)\\.ts$";

/** Builds a rule: no import leads `from` one set of files `to` another. */
function forbid(name, comment, { from, to }) {
  return { name, comment, severity: "error", from, to };
}

/** Builds the rules that keep each room of `order` from those to its right, and from `others`. */
function oneWay(folder, order, others) {
  return order.flatMap((room, index) => {
    const forbidden = [...order.slice(index + 1).map((right) => `^${folder}${right}/`), ...others];
    // An empty list would match every import.
    if (forbidden.length === 0) return [];
    return forbid(`${folder}${room}`, `${folder}${room}/ may import only rooms left of it in: ${order.join(", ")}.`, {
      from: { path: `^${folder}${room}/` },
      to: { path: forbidden },
    });
  });
}

export default {
  forbidden: [
    forbid("no-circle", "Files that need each other are one file, or lack a third. Types count.", {
      from: {},
      to: { circular: true },
    }),
    ...oneWay("server/src/", rooms, ["^server/src/(lsp|cli)/", entries]),
    ...oneWay("server/src/commit/", commitRooms, []),
    forbid("protocol", "The protocol is names and forms of messages only, so that every room may read it.", {
      from: { path: "^server/src/protocol\\.ts$" },
      to: { path: "^server/src/" },
    }),
    ...[
      ["lsp", "cli"],
      ["cli", "lsp"],
    ].map(([face, other]) =>
      forbid(`${face}-without-${other}`, "The language server and the command line do not know each other.", {
        from: { path: `^server/src/${face}/` },
        to: { path: `^server/src/${other}/` },
      }),
    ),
    forbid("client", "The client speaks to the server by messages: it knows the protocol and the settings, no more.", {
      from: { path: "^client/" },
      to: { path: "^server/src/(?!protocol\\.ts|settings/|base/)" },
    }),
    forbid("server-without-client", "The server serves every editor.", {
      from: { path: "^server/" },
      to: { path: "^client/" },
    }),
    forbid("vscode", "`vscode` belongs to client/.", {
      from: { pathNot: "^client/" },
      to: { path: "^vscode$|/@types/vscode/" },
    }),
    forbid("lsp-at-the-border", "Only the server's border speaks LSP.", {
      from: { path: "^server/src/", pathNot: "^server/src/(lsp/|documents/|(main|server|protocol)\\.ts$)" },
      to: { path: "vscode-(languageserver|jsonrpc)" },
    }),
    forbid(
      "processes-and-sockets",
      "Sockets and processes belong to the models, a team's cache, the metrics' port, git and the command line; `isIP` of pastedUrl.ts opens none.",
      {
        from: {
          path: "^server/src/",
          pathNot:
            "^server/src/(model/(local|cloud|hub)/|completion/stored/redis|metrics/metricsPort\\.ts$|commit/change/git\\.ts$|settings/pastedUrl\\.ts$|cli/|cli\\.ts$)",
        },
        to: { path: "^(net|http|https|tls|child_process)$|(^|/)node_modules/(undici|openai)/" },
      },
    ),
    forbid(
      "code-is-a-boundary",
      "code/: text in, facts out. No LSP, git, model or file, but for the grammars that it loads.",
      {
        from: { path: "^server/src/code/", pathNot: "/(grammars|treeSitterRuntime)\\.ts$" },
        to: { path: "^(fs|fs/promises|path|child_process|net|http|https)$" },
      },
    ),
    forbid(
      "trees-belong-to-code",
      "Syntax trees are read in code/, which gives facts; commitlint's files are read as data.",
      {
        from: { path: "^server/src/", pathNot: "^server/src/(code/|commit/style/literalExport\\.ts$)" },
        to: { path: "@vscode/tree-sitter-wasm" },
      },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { conditionNames: ["import", "require", "node", "default"] },
  },
};
