import { entropy, matches, type SecretRule } from "./secretRule";

/**
 * Our own rules, for what gitleaks leaves to the reader: passwords in addresses and connection strings, headers, signatures
 * in URLs, values of environment files, and long random values under any name. Each groups its secret.
 */
export function ownRules(): SecretRule[] {
  return [
    rule({
      id: "password-in-url",
      keywords: ["://"],
      pattern: /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:@/'"`<>]{0,100}:([^\s@/'"`<>]{1,200})@/dgi,
      accept: isNoPlaceholder,
    }),
    rule({
      id: "connection-string",
      keywords: ["password", "pwd", "accountkey", "sharedaccesskey"],
      pattern: /\b(?:password|pwd|accountkey|sharedaccesskey)\s{0,3}=\s{0,3}([^;'"`\s]{3,200})/dgi,
      accept: (value, _name, before) => connectionPart.test(before) && isNoPlaceholder(value),
    }),
    rule({
      id: "authorization-header",
      keywords: ["authorization", "bearer "],
      pattern:
        /\b(?:authorization["'`]?\s*[:=,]\s*["'`]?(?:bearer|basic|token|apikey|key)|["'`]bearer)\s+([\w.~+/=-]{12,2000})/dgi,
      accept: (value) => isNoPlaceholder(value) && looksRandom(value, 3),
    }),
    rule({
      id: "signature-in-url",
      keywords: ["sig=", "signature=", "token=", "key=", "secret=", "password=", "code="],
      pattern:
        /[?&](?:sig|(?:x-amz-|x-goog-)?signature|access_token|auth_token|token|(?:api_?|subscription-)?key|client_secret|secret|password|code)=([^&\s"'`<>#)\]}]{12,500})/dgi,
      accept: (value) => isNoPlaceholder(value) && looksRandom(value, 3),
    }),
    rule({
      id: "aws-secret-key",
      keywords: ["aws"],
      pattern:
        /aws[\w.-]{0,30}(?:secret|key)[\w.-]{0,30}["'`]?\s{0,5}(?:=|:|=>|,)\s{0,5}["'`]?([a-z0-9/+]{40})(?![a-z0-9/+=])/dgi,
      accept: (value) => entropy(value) > 3.5,
    }),
    rule({
      id: "password-hash",
      keywords: ["$2", "$apr1$", "$argon2", "$6$", "$5$", "$1$", "scrypt"],
      pattern:
        /(\$2[abxy]?\$\d\d\$[./a-z0-9]{53}|\$(?:apr1|1|5|6)\$(?:rounds=\d+\$)?[./a-z0-9]{1,16}\$[./a-z0-9]{22,86}|\$argon2(?:id|i|d)\$v=\d+\$[a-z0-9=,]+\$[a-z0-9+/]+\$[a-z0-9+/]+)/dgi,
      accept: () => true,
    }),
    rule({
      id: "webhook-url",
      keywords: ["/webhooks/", "/hooks/", "api.telegram.org/bot", "webhook"],
      pattern:
        /(?:\bdiscord(?:app)?\.com\/api\/webhooks\/\d{10,}\/|api\.telegram\.org\/bot|\/hooks?\/|webhook[\w./-]{0,100}\/)([\w:-]{24,200})/dgi,
      accept: (value) => looksRandom(value, 3.5),
    }),
    rule({
      id: "login-file",
      keywords: ["password", "_auth", "_password"],
      pattern:
        /(?:\blogin\s+\S+\s+password\s+(\S{3,200})|:_(?:authToken|auth|password)\s*=\s*["']?([^\s"']{8,500}))/dgi,
      accept: isNoPlaceholder,
    }),
    rule({
      id: "password-literal",
      keywords: ["pass", "pwd"],
      pattern:
        /(?:passw(?:or)?d|passphrase|pwd)[\w.-]{0,20}["'`]?\]?\s{0,3}(?:=|:|=>|:=|\|\||,)\s{0,3}(?:"([^"\n\\]{5,100})(?:"|$)|'([^'\n\\]{5,100})(?:'|$)|`([^`\n\\]{5,100})(?:`|$))/dgim,
      accept: (value) => !/\s/.test(value) && isNoPlaceholder(value) && isMixed(value),
    }),
    rule({
      id: "password-words",
      keywords: ["pass", "pwd"],
      // The name ends with the word: of `passwordHint` the value is none. Quoted, or as configuration has it: bare, up to the line's end.
      pattern:
        /(?:passw(?:or)?d|passphrase|pwd)["'`]?\]?(?:\s{0,3}(?::=|=>|=|:)\s{0,3}(?:"([^"\n\\]{4,100})"|'([^'\n\\]{4,100})')|(?:=|:[ \t]{1,3}|[ \t]=[ \t])([^\s"'`()[\]{}<>,;$&|*#%!.:=@][^\n"'`()[\]{}<>,;$&|#=]{3,100})(?=\r?$))/dgim,
      accept: (value) => isNoPlaceholder(value) && isWordPassword(value),
    }),
    rule({
      id: "token-beginning",
      keywords: tokenPrefixes,
      pattern: tokenBeginning,
      accept: (value) => isNoPlaceholder(value) && !/^(?:[a-z_.-]+|[A-Z]+[_-][A-Z_-]*)$/.test(value),
    }),
    rule({
      id: "secret-literal",
      keywords: ["secret", "token", "key", "credential", "auth", "signing", "salt"],
      pattern:
        /(?:secret|token|api_?-?key|private_?-?key|access_?-?key|signing_?-?key|encryption_?-?key|account_?-?key|credential|auth)[\w.-]{0,20}["'`]?\]?\s{0,3}(?:=|:|=>|:=|\|\|)\s{0,3}["'`]([\w+/=.~!@#$%^&*-]{12,300})(?:["'`]|$)/dgim,
      accept: (value) => isNoPlaceholder(value) && looksRandom(value, 3.2),
    }),
    rule({
      id: "env-value",
      keywords: ["secret", "token", "key", "pass", "pwd", "credential", "auth", "dsn", "salt"],
      pattern:
        /(?:^|\n)[+ \t-]{0,20}(?:export\s+|env\s+|set\s+)?[A-Z][A-Z0-9_]{0,60}(?:SECRET|TOKEN|KEY|PASS|PASSWORD|PASSWD|PWD|CREDENTIALS?|AUTH|DSN|SALT)[A-Z0-9_]{0,60}=["']?([^\s"'`;()[\]{},]{6,500})["']?[ \t]*(?=$|\r?\n|#)/dg,
      accept: (value) => isNoPlaceholder(value) && isMixed(value),
    }),
    rule({
      id: "random-value",
      keywords: ["=", ":"],
      pattern: /([\w.-]{0,40})["'`\])]?\s{0,3}(?:=|:|=>|:=)\s{0,3}["'`]([A-Za-z0-9+/_-]{32,2000}={0,2})["'`]/dg,
      group: 2,
      accept: (value, name) => !isIdentifierOfContent(name) && isRandom(value),
    }),
  ];
}

/** How much of what stands before a match is looked at, in UTF-16 units. // guess: longer than connection strings are */
const beforeChars = 300;

/** What a connection string says before its password, in the same string. */
const connectionPart =
  /\b(?:server|host|data source|database|uid|user(?: ?id|name)?|endpoint|accountname|sharedaccesskeyname)\s{0,3}=[^'"\n]*;[^'"\n=]*$/i;

/** Makes a rule of an expression. */
function rule(params: {
  id: string;
  keywords: readonly string[];
  pattern: RegExp;
  group?: number;
  /** Sees the secret, the first group, and what stands before the match. */
  accept: (value: string, firstGroup: string, before: string) => boolean;
}): SecretRule {
  const { id, keywords, pattern, group, accept } = params;
  return {
    id,
    keywords,
    *find(text) {
      for (const { start, end, secret, match } of matches(text, pattern, group))
        if (accept(secret, match[1], text.slice(Math.max(0, match.index - beforeChars), match.index)))
          yield { start, end };
    },
  };
}

/** What stands where a secret will be: a variable, a pattern, a word that says so. */
const placeholder =
  /^(?:\$[\w{(]|%[\w{(]|\{|<|\[|\*+$|x{3,}|\.{3}|process\.|os\.|env\.|null$|none$|true$|false$|undefined$)|\$\{|\{\{|<secret-\d|example|changeme|change[-_]me|placeholder|dummy|your[-_]|redacted|^(?:my|the|some|test|fake|a|new|old|wrong|invalid|bad|valid|correct|admin|user|db|root|default|secret|super|top)?[-_.]?(?:pass(?:w(?:or)?d|phrase|wd|code)?|pwd|pw|secret|token|credentials?|api[-_]?key|key|admin|root|guest|user(?:name)?|postgres|mysql|redis|mongo|rabbitmq|minio|test(?:ing)?|foo|bar|baz|qux|string|value|hunter|abc|xyz)[-_.]?(?:\d{0,3}|word|here|hash|field|input)$/i;

function isNoPlaceholder(value: string): boolean {
  return !placeholder.test(value);
}

/** Whether a password is more than a word: with a digit or a sign, or in mixed case. */
function isMixed(value: string): boolean {
  return /\d/.test(value)
    ? /\D/.test(value)
    : /[^\w.:/-]/.test(value) || (/[a-z][A-Z]/.test(value) && value.length >= 16);
}

/** Whether what a password is set to is words that may be one, and not a label, a type, a path or the name of something. */
function isWordPassword(value: string): boolean {
  const words = value.trim().split(/\s+/);
  const isLabel = /^[A-Z][a-z]+(?:\s|$)|[?:.!…]$|^[/~]|^\w+(?:\.\w+)+$/.test(value);
  return !isLabel && words.length <= 8 && !words.some((word) => aboutPasswords.test(word)) && value.trim().length >= 5;
}

/** Words that tell of a password instead of being one. */
const aboutPasswords =
  /pass|pwd|secret|^(?:enter|your|must|forgot(?:ten)?|in?valid|required?|incorrect|please|confirm(?:ed)?|reset|changed?|new|old|hash(?:ed)?|field|input|type|optional|hidden|shown?|string|str|text|number|int(?:eger)?|bool(?:ean)?|any|bytes?|object|unknown|never|varchar.*|char.*|self|this|args?|options?|config|settings?|params?|props?|env|user.*|admin.*|value|data|credentials?|await|async|new|not|the|of|to|for|with|or|and|is|if|in|when|must|should|will|than)$/i;

/**
 * How tokens begin whose issuer marks them, with the part that is secret. It may be half of one that is being typed: twelve
 * characters do not yet make it known to the rules that know its length.
 */
const tokenBeginning =
  /(?<![A-Za-z0-9])(?:(?:gh[pousr]_|github_pat_|gl(?:pat|dt|ft|rt|soat|cbt|ptt|imt|agent)-|xox[abeoprs]-|xapp-|AIza|[sr]k_(?:live|test)_|sk-(?:proj|ant|svcacct|admin|or)-|do[opr]_v1_|shp(?:at|ca|pa|ss)_|hv[bsr]\.|pypi-Ag|lin_api_|figd_|AGE-SECRET-KEY-1)([\w.-]{12,2000})|(eyJ[\w-]{15,300}\.eyJ[\w.-]{10,20000})|A(?:KIA|SIA|BIA|CCA)([A-Z2-7]{12,16})|(?:sk-|npm_|hf_)([A-Za-z0-9]{12,200})|SG\.([\w-]{12,200})|dapi([0-9a-f]{12,64}))/dg;

/** Words of which each such token holds one, in lower case. */
const tokenPrefixes = [
  ...["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glft-", "glrt-", "glsoat-", "glcbt-"],
  ...["glptt-", "glimt-", "glagent-", "xox", "xapp-", "aiza", "k_live_", "k_test_", "sk-", "_v1_", "shpat_", "shpca_"],
  ...["shppa_", "shpss_", "hvb.", "hvs.", "hvr.", "pypi-", "lin_api_", "figd_", "age-secret", "eyj", "akia", "asia"],
  ...["abia", "acca", "npm_", "hf_", "sg.", "dapi"],
];

/** Whether letters and digits are mixed as in a token, with at least `bits` of entropy a character. */
function looksRandom(value: string, bits: number): boolean {
  return /\d/.test(value) && /[a-z]/i.test(value) && entropy(value) > bits;
}

/** Whether nothing but chance made this value; words, paths and counted-up digits are not random. */
function isRandom(value: string): boolean {
  if (/^[0-9a-f]+$/i.test(value)) return entropy(value) > 3.2 && /\d/.test(value) && /[a-f]/i.test(value);
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(value)).length;
  return kinds === 3 && entropy(value) > 4.3;
}

/** Whether a name says that its value tells contents apart, as a hash does, and opens nothing. */
function isIdentifierOfContent(name: string): boolean {
  return /hash|sha\d*|md5|digest|checksum|integrity|etag|commit|rev(?:ision)?|uuid|guid|fingerprint|version|resolved|hex|expected|nonce|^_?id$|[_.-]id$|Id$/i.test(
    name,
  );
}
