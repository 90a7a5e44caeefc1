// Converts gitleaks' rules (Go's regular expressions, TOML) into server/secretRules/gitleaks.json: node scripts/run.mjs
// scripts/importSecretRules.ts PATH/config/gitleaks.toml
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "smol-toml";
import { z } from "zod";

const allowlist = z.object({
  regexes: z.array(z.string()).default([]),
  stopwords: z.array(z.string()).default([]),
  regexTarget: z.enum(["secret", "match", "line"]).default("secret"),
});
const config = z.object({
  allowlist,
  rules: z.array(
    z.object({
      id: z.string(),
      regex: z.string().optional(),
      entropy: z.number().optional(),
      secretGroup: z.number().optional(),
      keywords: z.array(z.string()).default([]),
      allowlists: z.array(allowlist).default([]),
    }),
  ),
});

/**
 * End of a gitleaks rule: text allowed after a token. Our end allows more, since a token that is cut once too often
 * does no harm.
 */
const theirEnd = "(?:[\\x60'\"\\s;]|\\\\[nr]|$)";
const ourEnd = "(?=[\\x60'\"\\s;,)\\]}<>&|:@?#*!]|\\\\|$)";

/** Rules left out: our own find keys in blocks and passwords in any file; `pkcs12-file` is about file names. */
const left = new Set(["private-key", "pkcs12-file", "hashicorp-tf-password"]);

const [file = ""] = process.argv.slice(2);
const { allowlist: everywhere, rules } = config.parse(parse(readFileSync(file, "utf8")));
const converted = rules
  .filter(({ id }) => !left.has(id))
  .map(({ id, regex = "", entropy, secretGroup, keywords, allowlists }) => ({
    id,
    ...pattern(id === "generic-api-key" ? regex : regex.replaceAll(theirEnd, ourEnd)),
    ...(entropy === undefined ? {} : { entropy }),
    ...(secretGroup === undefined ? {} : { group: secretGroup }),
    keywords: keywords.map((keyword) => keyword.toLowerCase()),
    allow: allowlists.map(convertAllowlist).filter(({ regexes, stopwords }) => regexes.length + stopwords.length > 0),
  }));
const lines = converted.map((rule) => JSON.stringify(rule)).join(",\n");
writeFileSync(
  "server/secretRules/gitleaks.json",
  `{"allow":${JSON.stringify([convertAllowlist(everywhere)])},\n"rules":[\n${lines}\n]}\n`,
);

/**
 * Converts an allowlist. Public examples of keys stay out of our repository, since every scanner would find them there;
 * they are cut like real ones.
 */
function convertAllowlist({ regexes, stopwords, regexTarget }: z.infer<typeof allowlist>) {
  const patterns = regexes.filter((regex) => !/AIza|^33f|^hal/.test(regex)).map(pattern);
  return { regexTarget, regexes: patterns, stopwords };
}

/**
 * Converts a rule's expression to JavaScript. Node 20 has no `(?i)` in the middle, so a rule with one ignores case
 * everywhere and finds more. The optional text before a keyword, and the text allowed between `curl` and its options,
 * only cost time: the secret is a group behind them.
 */
function pattern(go: string): { regex: string; flags: string } {
  const regex = go
    .replaceAll("[\\w.-]{0,50}?", "")
    .replace(/^\\bcurl\\b\(\?:\.\*\??\|\.\*\??\(\?:\[\\r\\n\]\{1,2\}\.\*\??\)\{1,5\}\)/, "")
    .replace(/\(\?i\)/g, "")
    .replace(/\(\?-?i:/g, "(?:")
    .replaceAll("(?s:.)", "[\\s\\S]")
    .replaceAll("(?P<", "(?<")
    .replaceAll("[[:alnum:]]", "[a-zA-Z0-9]")
    .replaceAll("\\z", "$");
  const flags = /\(\?i[:)]/.test(go) ? "i" : "";
  new RegExp(regex, flags); // throws if the conversion is wrong
  return { regex, flags };
}
