import { wordlist } from "@scure/bip39/wordlists/english.js";
import { mulberry32 } from "../../server/src/base/mulberry32";

/** A made-up secret in a place for secrets: `line` holds `secret`, which must go nowhere. */
export interface Canary {
  readonly kind: string;
  readonly line: string;
  readonly secret: string;
}

const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const letters = lower + lower.toUpperCase();
const alphabets = {
  hex: `${digits}abcdef`,
  upper: lower.toUpperCase() + digits,
  base32: `${lower.toUpperCase()}234567`,
  word: letters + digits,
  base64: `${letters}${digits}+/`,
  url: `${letters}${digits}-_`,
  digits,
};

/**
 * Secrets of more than 40 kinds, different for each `seed`. They are put together here, out of parts, so that no file of the
 * project holds anything that a scanner would take for a key.
 */
export function canaries(seed: number): Canary[] {
  const random = mulberry32(seed);
  const of = (alphabet: keyof typeof alphabets, length: number): string =>
    Array.from({ length }, () => alphabets[alphabet].charAt(Math.floor(random() * alphabets[alphabet].length))).join(
      "",
    );
  const token = (kind: string, secret: string, line = `const client = connect("${secret}");`): Canary => ({
    kind,
    secret,
    line,
  });
  const named = (kind: string, secret: string, before: string, after = ""): Canary => ({
    kind,
    secret,
    line: before + secret + after,
  });
  const keyLines = Array.from({ length: 6 }, () => of("base64", 64));
  return [
    token("AWS access key id", `AKIA${of("base32", 16)}`),
    named("AWS secret key", of("base64", 40), 'aws_secret_access_key = "', '"'),
    token("GitHub token", `ghp${part("_")}${of("word", 36)}`),
    token("GitHub fine-grained token", `github${part("_pat_")}${of("word", 82)}`),
    token("GitLab token", `glpat${part("-")}${of("url", 20)}`),
    token("Slack bot token", `xoxb${part("-")}${of("digits", 12)}-${of("digits", 12)}-${of("word", 24)}`),
    named("Slack webhook", of("word", 44), `post("https://hooks.${part("slack")}.com/services/`, '")'),
    token("Stripe key", `sk${part("_live_")}${of("word", 24)}`),
    token("OpenAI key", `sk-${part("proj")}-${of("word", 74)}T3Blbk${part("FJ")}${of("word", 74)}`),
    token("Anthropic key", `sk-${part("ant")}-api03-${of("url", 93)}AA`),
    token("Hugging Face token", `hf${part("_")}${of("word", 34).replace(/\d/g, "q")}`),
    token("Google API key", `AI${part("za")}${of("url", 35)}`),
    token("npm token", `npm${part("_")}${of("word", 36)}`),
    token("PyPI token", `pypi-${part("AgEIcHlwaS5vcmc")}${of("url", 70)}`),
    token("SendGrid key", `SG${part(".")}${of("url", 22)}.${of("url", 43)}`),
    token("Twilio key", `SK${of("hex", 32)}`),
    token("DigitalOcean token", `dop${part("_v1_")}${of("hex", 64)}`),
    token("Shopify token", `shp${part("at_")}${of("hex", 32)}`),
    token("Vault token", `hvs${part(".")}${of("word", 95)}`),
    token("Telegram bot token", `${of("digits", 10)}:AA${of("url", 33)}`, ""),
    token("Databricks token", `dapi${of("hex", 32)}`),
    token("age key", `AGE-${part("SECRET")}-KEY-1${of("base32", 58).replace(/[BIO1]/g, "Q")}`),
    token("JSON Web Token", `ey${part("J")}${of("word", 30)}.eyJ${of("word", 60)}.${of("url", 43)}`),
    named(
      "Azure storage connection string",
      `${of("base64", 86)}==`,
      'x = "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=',
      ';"',
    ),
    named(
      "database connection string",
      `${of("word", 9)}!${of("digits", 3)}`,
      "db = 'Server=db.internal;Database=shop;User Id=shop;Password=",
      ";'",
    ),
    named("password in a URL", `${of("word", 10)}4x`, 'url: "postgres://shop:', '@db.internal:5432/shop"'),
    named("password in .env", `${of("word", 9)}#7`, "DB_PASSWORD="),
    named("value in .env", of("word", 30), "export SESSION_SECRET="),
    named("password literal", `${of("word", 8)}!9z`, 'password: "', '",'),
    named("bearer header", `${of("url", 40)}1a`, 'headers: { "Authorization": "Bearer ', '" }'),
    named("basic header", `${of("base64", 26)}1a`, "curl -H 'Authorization: Basic ", "' host"),
    named(
      "signature in a URL",
      `${of("word", 42)}1`,
      'fetch("https://shop.blob.core.windows.net/a?sv=2024&sig=',
      '&sp=r")',
    ),
    named("random hexadecimal value", `${of("hex", 62)}a1`, 'const seed = "', '";'),
    named("random base64 value", `${of("word", 44)}aB1`, '  "material": "', '",'),
    named("password hash", `$2b$12$${of("word", 53)}`, 'user: "', '"'),
    named("npmrc", of("url", 36), "//packages.example/:_auth" + "Token="),
    named("netrc", `${of("word", 12)}7`, "machine git.example login shop password "),
    named("Discord webhook", of("url", 68), `"https://discord.com/api/${part("webhooks")}/${of("digits", 18)}/`, '"'),
    named("password in an element", `${of("word", 8)}7q`, "<password>", "</password>"),
    named("password in an attribute", `${of("word", 8)}7q`, '<add key="DbPassword" value="', '" />'),
    named("password of a variable below its name", `${of("word", 8)}7q`, "- name: DB_PASSWORD\n  value: "),
    named("password that begins with a sign", `$${of("word", 5)}#${of("digits", 2)}q!`, "const password = '", "';"),
    named("password given to a setter", `${of("word", 8)}7q`, 'source.setPassword("', '");'),
    named("password in SQL", `${of("word", 8)}7q`, "CREATE USER ann IDENTIFIED BY '", "';"),
    named("password on a command line", `${of("word", 8)}7q`, "tool login --password ", " --quiet"),
    named("password by a German name", `${of("word", 8)}7q`, 'Kennwort = "', '"'),
    named("password by a Russian name", `${of("word", 8)}7q`, "пароль: '", "'"),
    named("password by a name of look-alike letters", `${of("word", 8)}7q`, 'p\u0430ssword = "', '"'),
    token("token with an invisible character", `ghp${part("_")}${of("word", 16)}\u200b${of("word", 20)}`),
    token("token in two literals", `ghp${part("_")}${of("word", 16)}" + "${of("word", 20)}`),
    token("Discord bot token", `M${of("word", 23)}.${of("url", 6)}.${of("word", 38)}`),
    named("seed phrase", phrase(random), 'wallet("', '")'),
    { ...named("private key", keyLines[3] ?? "", ""), line: keyBlock("RSA ", keyLines) },
    {
      ...named("private key in one line", keyLines[2] ?? "", ""),
      line: `"key": "${keyBlock("", keyLines).replace(/\n/g, "\\n")}"`,
    },
    {
      ...named("private key in a diff", keyLines[4] ?? "", ""),
      line: keyBlock("OPENSSH ", keyLines).replace(/^/gm, "+"),
    },
  ].map((canary) => (canary.line === "" ? { ...canary, line: `telegram_bot = "${canary.secret}"` } : canary));
}

/** Twelve words of BIP-39's list. */
function phrase(random: () => number): string {
  return Array.from({ length: 12 }, () => wordlist[Math.floor(random() * wordlist.length)]).join(" ");
}

/** A part of a token in a string of its own, since a scanner would know the whole. */
function part(text: string): string {
  return text;
}

function keyBlock(kind: string, lines: readonly string[]): string {
  const name = `${kind}PRIVATE ${part("KEY")}`;
  return [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`].join("\n");
}
