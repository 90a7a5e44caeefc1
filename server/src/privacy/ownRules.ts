import { entropy, matches, type SecretRule } from "./secretRule";
import { isGiven, isLoginPassword } from "./logins";
import { isLettersByChance } from "./unlikelyLetters";

/**
 * Our own rules, for what gitleaks leaves to the reader: passwords in addresses and on command lines, headers, signatures in URLs,
 * tokens by their marks, and long random values under any name. Each groups its secret.
 */
export function ownRules(): SecretRule[] {
  return [
    rule({
      id: "authorization-header",
      keywords: ["authorization", "bearer ", "basic ", "x-api-key", "api-key", "x-auth", "private-token"],
      pattern:
        /\b(?:(?:proxy-)?authorization["'`]?\s{0,5}[:=,]?\s{0,5}["'`]?(?:bearer|basic|token|apikey|key|ssws|bot|digest)|["'`](?:bearer|basic|bot))\s{1,5}([\w.~+/=:-]{12,2000})/dgi,
      accept: (value) => isGiven(value) && (looksRandom(value, 3) || isLogin(value)),
    }),
    rule({
      id: "signature-in-url",
      keywords: ["sig=", "signature=", "token=", "key=", "secret=", "password=", "code="],
      pattern:
        /[?&](?:sig|(?:x-amz-|x-goog-)?signature|access_token|auth_token|token|(?:api_?|subscription-)?key|client_secret|secret|password|code)=([^&\s"'`<>#)\]}]{12,500})/dgi,
      accept: (value) => isGiven(value) && looksRandom(value, 3),
    }),
    rule({
      id: "password-hash",
      keywords: ["$2", "$apr1$", "$argon2", "$6$", "$5$", "$1$", "$y$", "scrypt", "pbkdf2", "{sha", "{ssha"],
      pattern:
        /(\$2[abxy]?\$\d\d\$[./a-z0-9]{53}|\$(?:apr1|1|5|6|y)\$(?:rounds=\d{1,9}\$)?(?:[./a-z0-9]{1,16}\$){1,2}[./a-z0-9]{22,86}|\$argon2(?:id|i|d)\$v=\d{1,3}\$[a-z0-9=,]{1,60}\$[a-z0-9+/]{1,100}\$[a-z0-9+/]{1,200}|\{S?SHA\d{0,3}\}[a-z0-9+/]{24,120}={0,2}|\bpbkdf2[\w:-]{0,20}\$\d{1,8}\$[^\s"'$]{1,60}\$[^\s"']{20,120})/dgi,
      accept: () => true,
    }),
    rule({
      id: "webhook-url",
      keywords: [
        "/webhooks/",
        "/hooks/",
        "/v2/",
        "/v3/",
        "quiknode.pro/",
        "api.telegram.org/bot",
        "webhook",
        "/triggers/",
        "/with/key/",
        "hooks.",
      ],
      pattern:
        /(?:\bdiscord(?:app)?\.com\/api\/webhooks\/\d{10,}\/|api\.telegram\.org\/bot|\b(?:alchemy(?:api)?|infura)\.(?:com|io)\/v[23]\/|\.quiknode\.pro\/|\/hooks?\/|\/triggers\/|\/with\/key\/|webhook[\w./-]{0,100}?\/|\bhooks?[\w.-]{0,60}\/[\w./-]{0,60}\/(?=[\w-]{20})|webhook[\w./@-]{0,160}\/(?=[0-9a-f]{32}\/))([\w:-]{20,200}(?:\/[\w-]{8,60})?)/dgi,
      accept: (value) => looksRandom(value, 3.4),
    }),
    rule({
      id: "command-line-password",
      keywords: ["-u", "--user", "--proxy-user", "--auth", " -a"],
      // `curl -u name:word`; not `docker run -u 1000:1000`.
      pattern:
        /\s(?:-[a-zA-Z]{0,4}u|--(?:proxy-)?user|-a|--auth|--basic)[ =]?["']?[\w.@+%-]{1,80}:([^\s"'`<>]{3,200})/dg,
      accept: (value) => isGiven(value) && /[a-z]/i.test(value) && !value.startsWith("//"),
    }),
    rule({
      id: "command-line-password",
      keywords: [
        " -p",
        '"-p',
        "'-p",
        "lftp",
        "openssl enc",
        "rabbitmqctl",
        "sp_addlogin",
        " /p",
        " -a ",
        " -w ",
        "pass:",
        "htpasswd",
        "storepass",
        "keypass",
        "smbclient",
        "net use",
      ],
      // `mysql -u shop -pword`, `redis-cli -a word`, `openssl … pass:word`; not `mkdir -p path`.
      pattern:
        /(?:\b(?:mysql(?:dump|admin|import)?|mariadb(?:-dump|-admin)?|7z|unrar|rar)\b[^\n|;&]{0,200}?[\s"']-p["']?|\b(?:sqlcmd|osql|bcp)\b[^\n|;&]{0,200}?\s-P[ ]?["']?|\bopenssl enc\b[^\n|;&]{0,200}?\s-k[ ]["']?|\blftp\b[^\n|;&]{0,100}?-u[ ]["']?[\w.@-]{1,60},|\brabbitmqctl\b[^\n|;&]{0,60}?(?:add_user|change_password)[ ]["']?[\w.@-]{1,60}["']?[ ]["']?|\bnet use[ ](?:[a-z]:[ ])?\S{2,80}[ ](?![^\s]*:)|\bsp_addlogin\b[^\n;]{0,60}?,[ ]?N?'|\b(?:sshpass|login|mongo(?:sh|dump|restore|export|import)?|plink|pscp|psftp|svn|az|xfreerdp|rdesktop)\b[^\n|;&]{0,200}?\s[-/]p[ :=]?["']?|\b(?:redis-cli|ldap\w{3,9}|(?:un)?zip)\b[^\n|;&]{0,200}?\s-[awP][ ]?["']?|\bhtpasswd\b[^\n|;&]{0,100}?\s-\w{0,4}b\w{0,4}\s(?:\S{1,80}\s){1,2}["']?|\bmosquitto_\w{3}\b[^\n|;&]{0,200}?\s-P[ ]["']?|\bopenssl\b[^\n|;&]{0,200}?\bpass:|\bkeytool\b[^\n|;&]{0,200}?\s-(?:store|key)pass[ ]["']?|\bsmbclient\b[^\n|;&]{0,200}?%|\bnet use\b[^\n|;&]{0,100}?\/user:\S{1,60}[ ]["']?)([^\s"'`<>|;&-][^\s"'`<>|;&]{3,100})/dgi,
      accept: (value) =>
        isGiven(value) && !/^(?:\d+(?:[:.\d]+)?|[\w.-]*\/[\w./-]*|(?:std)?in|stdout|file:.*)$/.test(value),
    }),
    rule({
      id: "command-line-password",
      keywords: ["chpasswd", "stdin", "sudo -s", "passwd", "<<<"],
      pattern:
        /\becho[ \t]{1,4}(?:-n[ \t])?["']?(?:[\w.-]{1,40}:)?([^\s"'|:]{4,100})["']?[ \t]{0,4}\|[^\n|]{0,80}(?:chpasswd|stdin|passwd|sudo -S)|\b(?:kinit|su|sudo|passwd|chpasswd|cryptsetup|gpg|login)\b[^\n|;&<]{0,100}<<<[ ]?["']?(?:[\w.-]{1,40}:)?([^\s"'$:]{4,100})/dg,
      accept: isGiven,
    }),
    rule({
      id: "login-line",
      keywords: [":54", ":55", ":64", ":33", ":*:"],
      // A line of `.pgpass`: `db.internal:5432:shop:ann:word`.
      pattern:
        /(?:^|\n)[+ ]?[\w.*-]{1,100}:(?:\d{4,5}|\*):[\w*-]{1,60}:[\w.@*-]{1,60}:([^\s:"'(),;]{4,100})(?=\r?\n|$)/dg,
      accept: isGiven,
    }),
    rule({
      id: "login-line",
      keywords: ["net user", "sqlplus", "oracle:thin", "schtasks"],
      // `sqlplus ann/word7@db`, `net user ann word7`; not `sqlplus /nolog`.
      pattern:
        /(?:\b(?:sqlplus|oracle:thin:)[ \t]?\w{1,30}\/([^\s@"'/]{3,60})@|\bnet user \w{1,30} ([^\s"'/][^\s"']{4,60})|\bschtasks\b[^\n]{0,200}?\/rp ([^\s"'/][^\s"']{4,60}))/dgi,
      accept: (value) => isLoginPassword(value) || isLettersByChance(value),
    }),
    rule({
      id: "password-to-hash",
      keywords: [
        "bcrypt",
        "argon2",
        "scrypt",
        "hashpw",
        "pgp_sym_",
        "aes_encrypt",
        "aes_decrypt",
        ".tochararray",
        "jwt.",
        "hmac.",
        "wallet(",
        "privatekey",
        "private_key",
        "fernet(",
      ],
      // `bcrypt.hash("word7", 10)`, `pgp_sym_encrypt(x, 'word7')`, `keys.load(in, "word7".toCharArray())`; not `bcrypt.hash(word, 10)`.
      pattern:
        /(?:\b(?:bcrypt|argon2|scrypt|hashpw)\w{0,20}(?:\.\w{1,30})?\([bu]?["']([^"'\n]{5,100})["']|\b(?:pgp_sym_|aes_)(?:en|de)crypt\([^()\n]{1,100},[ ]{0,3}'([^'\n]{4,100})'|\b(?:jwt|jsonwebtoken|hmac)\.(?:sign|verify|encode|decode|new)\((?:[\w.{}$ ]{1,60},[ ]{0,3})?b?["']([^"'\n]{12,200})["']|\bFernet\(b?["']([\w+/-]{43}=)["']|(?:Wallet|PrivateKey|private_key)\w{0,12}\(["'](?:0x)?([0-9a-f]{64})["']|\b(?:load|store|getKey|getEntry|init|PBEKeySpec|PasswordProtection)\([^)"\n]{0,80}"([^"\n]{4,100})"\.toCharArray)/dgi,
      accept: (value) => isGiven(value) && /[a-z]/i.test(value) && /[^a-z]/i.test(value),
    }),
    rule({ id: "convex-deploy-key", keywords: ["|eyj"], pattern: /\|(eyJ[\w+/=-]{20,500})/dg, accept: () => true }),
    rule({
      id: "otp-seed",
      keywords: ["otpauth"],
      pattern: /otpauth:\/\/[^\s"'<>]{1,200}[?&]secret=([A-Z2-7]{8,128})/dgi,
      accept: isGiven,
    }),
    rule({
      id: "json-web-key",
      keywords: ["kty"],
      pattern: /["'](?:d|p|q|dp|dq|qi|k)["']\s{0,4}:\s{0,4}["']([\w-]{20,1500})["']/dg,
      accept: isGiven,
    }),
    rule({
      id: "login-call",
      keywords: [
        "auth",
        "login",
        "credential",
        "connect",
        "pdo(",
        "mysqli",
        "create_user",
        "createuser",
        "create_superuser",
        "wifi.begin",
      ],
      // `auth=("ann", "word7")`, `new NetworkCredential("ann", "word7")`; not `auth("a", "b")` of names.
      pattern:
        /(?:auth\w{0,20}|log_?in|sign_?in|credentials?|connect(?:ion)?|mysqli|pdo|create_?(?:super_?)?user|wifi\.begin)["']?[ \t]{0,3}[=:]?[ \t]{0,3}[([{][ \t\n]{0,20}(?:[\w.$@>-]{1,40},[ \t\n]{0,20}){0,2}(?:"[^"\n]{0,120}"|'[^'\n]{1,120}')(?:,[ \t\n]{0,20}(?:"[^"\n]{1,60}"|'[^'\n]{1,60}'))?,[ \t\n]{0,20}(?:"([^"\n]{5,100})"|'([^'\n]{5,100})')/dgi,
      accept: (value) =>
        isLettersByChance(value) ||
        (isGiven(value) &&
          /\d/.test(value) &&
          /[a-z]/i.test(value) &&
          /[^\w\s./:{}-]|[a-z]\d+[a-z]|[A-Z].*[a-z].*\d|^[a-z]{4,}\d{1,4}$/.test(value) &&
          !/[\s{}]/.test(value)),
    }),
  ];
}

/** Makes a rule of an expression. */
function rule(params: {
  id: string;
  keywords: readonly string[];
  pattern: RegExp;
  group?: number;
  /** Sees the secret, the first group, and the match. */
  accept: (value: string, firstGroup: string, match: RegExpExecArray) => boolean;
}): SecretRule {
  const { id, keywords, pattern, group, accept } = params;
  return {
    id,
    keywords,
    *find(text) {
      for (const { start, end, secret, match } of matches(text, pattern, group))
        if (accept(secret, match[1], match)) yield { start, end };
    },
  };
}

/** Whether it is a name and a password, as the header `Basic` has them. */
function isLogin(value: string): boolean {
  return /^[\w.@-]{1,80}:[\x20-\x7e]{3,}$/.test(Buffer.from(value, "base64").toString("latin1"));
}

/** Whether letters and digits are mixed as in a token, with at least `bits` of entropy a character. */
function looksRandom(value: string, bits: number): boolean {
  return /\d/.test(value) && /[a-z]/i.test(value) && entropy(value) > bits;
}
