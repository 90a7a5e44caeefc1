import * as vscode from "vscode";
import { isRecord } from "../../../server/src/base/isRecord";
import { languageName } from "../status/languageName";
import type { SetupFinding } from "./setupFinding";

/** A setting of VS Code that hides suggestions or competes with them. */
interface HostSetting {
  readonly key: string;
  readonly isWrong: (value: unknown) => boolean;
  /** The fault, a sentence without its end; the language that it is limited to follows. */
  readonly what: string;
  readonly why: string;
  readonly title: string;
  /** Makes the value that mends it. */
  readonly mended: (value: unknown) => unknown;
}

const hidden = "Suggestions are made and never appear.";

/** Names under which extensions are listed in settings. */
const ourId = "nanotype.nanotype";

const hostSettings: readonly HostSetting[] = [
  {
    key: "editor.inlineSuggest.enabled",
    isWrong: (value) => value === false,
    what: "VS Code's setting editor.inlineSuggest.enabled is off",
    why: hidden,
    title: "Turn it on",
    mended: () => true,
  },
  {
    key: "editor.inlineSuggest.experimental.suppressInlineSuggestions",
    isWrong: (value) =>
      typeof value === "string" &&
      value
        .toLowerCase()
        .split(/[\s,]+/)
        .includes(ourId),
    what: "VS Code suppresses Nanotype's suggestions (editor.inlineSuggest.experimental.suppressInlineSuggestions)",
    why: hidden,
    title: "Allow them",
    mended: (value) =>
      String(value)
        .split(/[\s,]+/)
        .filter((id) => id.toLowerCase() !== ourId)
        .join(","),
  },
  {
    key: "editor.inlineSuggest.minShowDelay",
    isWrong: (value) => typeof value === "number" && value > 500,
    what: "VS Code holds suggestions back for more than half a second (editor.inlineSuggest.minShowDelay)",
    why: "You have typed on before they appear.",
    title: "Show them at once",
    mended: () => 0,
  },
  {
    key: "workbench.colorCustomizations",
    isWrong: (value) => hasInvisibleGhost(value),
    what: "The colour of ghost text is transparent (editorGhostText.foreground in workbench.colorCustomizations)",
    why: "Suggestions are there but can't be seen.",
    title: "Use the theme's colour",
    mended: withVisibleGhost,
  },
  {
    key: "editor.tabFocusMode",
    isWrong: (value) => value === true,
    what: "Tab moves the focus instead of accepting (editor.tabFocusMode)",
    why: "A suggestion that you see can't be taken with Tab.",
    title: "Let Tab accept",
    mended: () => false,
  },
  {
    key: "editor.tabCompletion",
    isWrong: (value) => value === "on" || value === "onlySnippets",
    what: "Tab also completes words or snippets (editor.tabCompletion)",
    why: "Tab inserts one of them where you expected the suggestion.",
    title: "Leave Tab to suggestions",
    mended: () => "off",
  },
  {
    key: "editor.quickSuggestions",
    isWrong: (value) => isRecord(value) && Object.values(value).includes("inline"),
    what: "VS Code writes its own word suggestions as ghost text (editor.quickSuggestions is “inline”)",
    why: "They take the place of Nanotype's.",
    title: "Show them as a list",
    mended: (value) => mapped(value, (entry) => (entry === "inline" ? "on" : entry)),
  },
  {
    key: "editor.suggest.preview",
    isWrong: (value) => value === true,
    what: "VS Code shows the selected entry of its list as ghost text (editor.suggest.preview)",
    why: "It takes the place of Nanotype's suggestion while the list is open.",
    title: "Turn the preview off",
    mended: () => false,
  },
  {
    key: "editor.screenReaderAnnounceInlineSuggestion",
    isWrong: (value) =>
      value === false && vscode.workspace.getConfiguration("editor").get("accessibilitySupport") === "on",
    what: "A screen reader is not notified of suggestions (editor.screenReaderAnnounceInlineSuggestion is off)",
    why: "Who works with a screen reader never hears of them.",
    title: "Announce suggestions",
    mended: () => true,
  },
];

/** Place in which a setting is read: a document's folder, and one language or all. */
interface Scope {
  readonly uri: vscode.Uri | undefined;
  readonly languageId?: string;
}

/** Lists the settings of VS Code that hide suggestions or compete with them, for a document: everywhere, or in one language. */
export function hostSettingFindings(uri: vscode.Uri | undefined): SetupFinding[] {
  return hostSettings.flatMap((setting) => {
    const isWrongIn = (scope: Scope): boolean => setting.isWrong(configurationOf(scope).get(setting.key));
    // A language is named only if it differs from the rest.
    if (isWrongIn({ uri })) return [findingOf(setting, { uri })];
    const languageIds = configurationOf({ uri }).inspect(setting.key)?.languageIds ?? [];
    const scopes = languageIds.map((languageId) => ({ uri, languageId }));
    return scopes.filter(isWrongIn).map((scope) => findingOf(setting, scope));
  });
}

function findingOf(setting: HostSetting, scope: Scope): SetupFinding {
  const { key, what, why, title, mended } = setting;
  const { languageId } = scope;
  return {
    id: `host:${key}${languageId === undefined ? "" : `:${languageId}`}`,
    what: languageId === undefined ? `${what}.` : `${what} in ${languageName(languageId)}.`,
    why,
    mend: {
      title,
      run: async () => {
        for (const { target, own } of wrongPlaces(setting, scope))
          await configurationOf(scope).update(key, mended(own), target, languageId !== undefined);
      },
    },
  };
}

function configurationOf({ uri, languageId }: Scope): vscode.WorkspaceConfiguration {
  if (languageId === undefined) return vscode.workspace.getConfiguration(undefined, uri ?? null);
  return vscode.workspace.getConfiguration(undefined, uri === undefined ? { languageId } : { uri, languageId });
}

/**
 * Lists the places whose own value is wrong, the innermost first. VS Code joins the objects of all places, so that each wrong one counts; of
 * other values only the innermost does. A wrong default is overridden for the user.
 */
function wrongPlaces(
  { key, isWrong }: HostSetting,
  scope: Scope,
): { target: vscode.ConfigurationTarget; own: unknown }[] {
  const found = configurationOf(scope).inspect<unknown>(key);
  const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  const places =
    scope.languageId === undefined
      ? [
          { target: WorkspaceFolder, own: found?.workspaceFolderValue },
          { target: Workspace, own: found?.workspaceValue },
          { target: Global, own: found?.globalValue },
        ]
      : [
          { target: WorkspaceFolder, own: found?.workspaceFolderLanguageValue },
          { target: Workspace, own: found?.workspaceLanguageValue },
          { target: Global, own: found?.globalLanguageValue },
        ];
  const wrong = places.filter(({ own }) => own !== undefined && isWrong(own));
  if (wrong.length === 0) return [{ target: Global, own: configurationOf(scope).get(key) }];
  return isRecord(wrong[0].own) ? wrong : wrong.slice(0, 1);
}

function isInvisible(color: unknown): boolean {
  return typeof color === "string" && /^#(?:[0-9a-f]{6}0[0-9a-f]|[0-9a-f]{3}0)$/i.test(color.trim());
}

/** Reports whether colours, or those of a theme among them (`[Name]`), make ghost text transparent. */
function hasInvisibleGhost(colors: unknown): boolean {
  if (!isRecord(colors)) return false;
  return (
    isInvisible(colors[ghost]) ||
    Object.entries(colors).some(([name, own]) => name.startsWith("[") && hasInvisibleGhost(own))
  );
}

function withVisibleGhost(colors: unknown): unknown {
  if (!isRecord(colors)) return colors;
  const kept = Object.entries(colors).filter(([name, color]) => !(name === ghost && isInvisible(color)));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, name.startsWith("[") ? withVisibleGhost(value) : value]),
  );
}

const ghost = "editorGhostText.foreground";

function mapped(value: unknown, change: (entry: unknown) => unknown): unknown {
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, change(entry)]))
    : value;
}
