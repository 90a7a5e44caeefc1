import { languageOfPath } from "../../code/languages";
import { hasGeneratedName, hasGeneratorsNotice, isLockFile } from "../../documents/generated";

/** Purpose of a file, as far as it matters to a commit message. */
export type FileKind =
  | "source"
  | "test"
  | "docs"
  | "changelog"
  | "ci"
  | "manifest" // names dependencies
  | "lock"
  | "config"
  | "generated"
  | "vendored"
  | "asset"
  | "submodule";

/** Kinds that people don't read line by line; a message mentions them only if nothing else changed. */
export const noisyKinds: ReadonlySet<FileKind> = new Set(["lock", "generated", "vendored", "asset"]);

const vendored =
  /(^|\/)(node_modules|bower_components|vendor|vendored|_vendor|third_?party|\.yarn\/(releases|plugins|cache))\//;
const generatedFolder = /(^|\/)(dist|build|__snapshots__|__generated__|generated)\//;
const assets =
  /\.(png|jpe?g|gif|webp|avif|ico|svg|pdf|woff2?|ttf|otf|eot|mp[34]|mov|webm|wav|ogg|zip|gz|tgz|bz2|xz|7z|jar|wasm|so|dll|dylib|exe|bin|dat|onnx|pyc|class)$/;
const ci =
  /^(\.github\/(workflows|actions)\/|\.circleci\/|\.buildkite\/|\.woodpecker)|^(\.travis\.ya?ml|\.gitlab-ci\.ya?ml|appveyor\.yml|\.appveyor\.yml|azure-pipelines\.ya?ml|jenkinsfile|\.drone\.yml|\.cirrus\.yml|\.github\/dependabot\.ya?ml|\.github\/renovate\.json5?)$/;
const changelogs = /(^|\/)(changelog|changes|history|news|releases?)(\.(md|rst|txt|markdown|adoc))?$/;
const manifests =
  /(^|\/)(package\.json|pyproject\.toml|setup\.(py|cfg)|pipfile|cargo\.toml|go\.mod|gemfile|.*\.gemspec|composer\.json|pom\.xml|build\.gradle(\.kts)?|.*\.csproj|pubspec\.yaml|mix\.exs|environment\.ya?ml|deno\.jsonc?|jsr\.json|\.pre-commit-config\.yaml|libs\.versions\.toml)$|(^|\/)requirements[^/]*\.(txt|in)$|(^|\/)requirements\/[^/]+\.(txt|in)$/;
const tests =
  /(^|\/)(tests?|specs?|__tests__|e2e|testing|runtime[_-]tests)\/|(\.|_|-)(test|tests|spec|test-d)\.[a-z]+$|(^|\/)(test_[^/]+\.py|[^/]+_test\.(py|go)|conftest\.py|test(-d)?\.[jt]sx?)$/;
const docs =
  /\.(md|mdx|rst|adoc|txt|markdown)$|^docs?\/|(^|\/)(licen[cs]e|authors|contributors|copying|readme|security|codeowners)[^/]*$/;
const configs =
  /(^|\/)\.[^/]+$|(^|\/)(tsconfig[^/]*\.json|[^/]*\.config\.[cm]?[jt]s|[^/]*rc(\.(json|ya?ml|js|cjs))?|tox\.ini|noxfile\.py|makefile|dockerfile[^/]*|docker-compose[^/]*|justfile|[^/]+\.(ini|cfg|toml|ya?ml|json|jsonc|json5|properties|editorconfig))$/;

/** Determines a file's kind from its path; its contents may refine it, see `looksMachineMade`. */
export function fileKind(path: string, mode = "100644"): FileKind {
  if (mode === "160000") return "submodule";
  const name = path.toLowerCase();
  if (isLockFile(name)) return "lock";
  if (vendored.test(name)) return "vendored";
  if (ci.test(name)) return "ci";
  if (manifests.test(name)) return "manifest";
  if (changelogs.test(name) || /(^|\/)(changelog\.d|changes|newsfragments)\/[^/]+$/.test(name)) return "changelog";
  if (assets.test(name)) return "asset";
  if (hasGeneratedName(name) || generatedFolder.test(name)) return "generated";
  if (tests.test(name)) return "test";
  if (docs.test(name)) return languageOfPath(name)?.kind === "code" && /\.(py|[jt]sx?)$/.test(name) ? "config" : "docs";
  if (configs.test(name)) return "config";
  return "source";
}

/** Reports whether a program made a text: the text says so at its start, or has lines that no person would write. */
export function looksMachineMade(text: string): boolean {
  if (hasGeneratorsNotice(text)) return true;
  const lineCount = text.split("\n").length;
  return text.length > 5_000 && text.length / lineCount > 500;
}
