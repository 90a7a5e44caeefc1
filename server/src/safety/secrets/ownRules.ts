import { entropy, matches, type SecretRule } from "./secretRule";
import { isGiven, isLoginPassword } from "./logins";
import { isChance, isCode, isOdd } from "./secretValue";
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
      keywords: ["chpasswd", "stdin", "sudo -s", "passwd", "<<<", "cryptsetup", "kinit", "gpg"],
      pattern:
        /\becho[ \t]{1,4}(?:-n[ \t])?["']?(?:[\w.-]{1,40}:)?([^\s"'|:]{4,100})["']?[ \t]{0,4}\|[^\n|]{0,80}(?:chpasswd|stdin|passwd|sudo -S|cryptsetup|kinit|gpg)|\b(?:kinit|su|sudo|passwd|chpasswd|cryptsetup|gpg|login)\b[^\n|;&<]{0,100}<<<[ ]?["']?(?:[\w.-]{1,40}:)?([^\s"'$:]{4,100})/dg,
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
      id: "login-line",
      keywords: ["auth", "login", "pass ", "identify"],
      // `AUTH ann word7`, `"AUTH", "word7"`, `red:auth("word7")`; not `auth(user)`.
      pattern:
        /(?:\b(?:AUTH|LOGIN|PASS|IDENTIFY|HELLO \d AUTH)["']?,?[ ](?:["']?[\w.@-]{1,40}["']?,?[ ])?["']?([^\s"'`,()]{6,60})(?=["'\\]|\r?\n|$)|(?:[.:>](?:auth|authenticate|login|log_?in|unlock|signIn)|\b(?:requirepass|authenticate|unlock))!?[ ]?\([ ]?(?:"([^"\s]{6,60})"|'([^'\s]{6,60})')[ ]?\))/dg,
      accept: (value) => isGiven(value) && isOdd(value),
    }),
    rule({
      id: "command-line-password",
      keywords: [" -p", " -x ", " -a ", " /p", "alias set"],
      // `cqlsh -u ann -p word7`, `snmpwalk -A word7`, `mc alias set x http://a ann word7`; not `docker run -u 1000 -p 80:80`.
      pattern:
        /(?:[ ](?:-[uU]|--user(?:name)?|\/u(?:ser)?)[ =:]?[ ]?["']?[\w.@\\-]{1,60}["']?[ ](?:[^\n|;&]{0,80}?[ ])?(?:-p|-P|-pw|\/p|\/pw)[ ]|\bsigntool\b[^\n]{0,200}?[ ]\/p[ ]|\bsnmp\w{3,10}\b[^\n]{0,200}?[ ]-[AX][ ]|[ ]-[AX][ ](?=\S{1,60}[ ]\S{1,60}$)|\balias set[ ]\S{1,40}[ ]\w{3,5}:\S{1,100}[ ]\S{1,40}[ ])["']?([^\s"'`<>|;-][^\s"'`<>|;]{4,60})/dgm,
      accept: (value) => isGiven(value) && (isMade(value) || /^[A-Za-z0-9]{20,}$/.test(value)),
    }),
    rule({
      id: "login-line",
      keywords: ["password", "secret", "auth ", "priv ", "psk ", "eap ", "xauth "],
      // Of network devices: `password 0 word7`, `auth sha word7 priv aes 128 word7`, `PSK "word7"`; not `password 0`.
      pattern:
        /\b(?:(?:password|secret|key|community)[ ]\d[ ]|(?:auth|priv)[ ](?:md5|sha\d{0,3}|aes|3?des)(?:[ ]\d{1,3})?[ ]|(?:PSK|EAP|XAUTH)[ ](?=["']))["']?([^\s"'`]{6,60})/dgi,
      accept: isMade,
    }),
    rule({
      id: "login-line",
      keywords: ["password", "passwd", "rootpw", "_pw ", "pwd", "passphrase"],
      // A word or a flag between: `rootpw --plaintext word7`, `${PASSWORD}    word7`; not `password string`.
      pattern:
        /(?:\b|_|-)(?:password|passwd|rootpw|pwd?|passphrase)(?:-value)?\}?[ \t]{1,20}(?:(?:--?[a-z-]{1,30}|password|id[:=]\S{1,40})[ \t]{1,20})?["']?([^\s"'`{}()<>,;|-][^\s"'`]{5,60})["']?(?=[ \t]*\r?$|[ ]output[ ])/dgim,
      accept: (value) => isMade(value) && !isCode(value),
    }),
    rule({
      id: "login-line",
      keywords: ["send", "write"],
      // What answers a question for a password, in the line below: `send "word7\r"`.
      pattern:
        /(?:password|passphrase|passwd)[^\n]{0,20}["'][^\n]{0,10}\n[ \t]{0,40}(?:\w{1,20}\.)?(?:send|write)_?(?:line)?[ (]{1,3}["']([^"'\\\n]{5,60})/dgi,
      accept: isMade,
    }),
    rule({
      id: "login-line",
      keywords: [" *", "chpasswd"],
      // A line of `chap-secrets`: `ann pptpd "word7" *`; one below `chpasswd`: `root:word7`.
      pattern:
        /(?:^[\w.@-]{1,40}[ \t]{1,20}[\w*.-]{1,40}[ \t]{1,20}["']?([^\s"']{6,60})["']?[ \t]{1,20}\*[ \t]*$|\bchpasswd:(?:\s{1,20}\w{1,20}:[^\n:]{0,20}){0,3}?\s{1,20}(?:-[ ])?[\w.-]{1,40}:(?![ ])([^\s"']{6,60})$)/dgm,
      accept: isMade,
    }),
    rule({
      id: "session-cookie",
      keywords: ["cookie"],
      pattern:
        /\bcookie["']?\s{0,3}[:=,]\s{0,3}["']?(?:[^"'\n]{1,200}; )?(?:[\w-]{0,20}sess\w{0,10}|sid|auth\w{0,10}|jwt|remember\w{0,10})=([^;\s"']{16,400})/dgi,
      accept: isChance,
    }),
    rule({
      id: "login-line",
      keywords: ["login", "log in", "cred", "account"],
      // `login: ann / word7`, `credentials: ann:word7`; not `login: a/b`.
      pattern:
        /\b(?:log[ -]?ins?|creds?|credentials?|accounts?)(?:[ ]{0,2}[:=(]|[ ](?:is|are|with|as)|(?=[ ]))[ ]{0,2}["'`]?[\w.@-]{2,40}["'`]?[ ]?(?:[/:|]|and|with)[ ]?["'`]?([^\s"'`,()/:|]{6,60})(?=["'`,.)]|\s*(?:\r?\n|$))/dgi,
      accept: (value) => (isLoginPassword(value) && !isCode(value)) || isLettersByChance(value),
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
        "open",
        "database(",
      ],
      // `auth=("ann", "word7")`, `new NetworkCredential("ann", "word7")`; not `auth("a", "b")` of names.
      pattern:
        /(?:auth\w{0,20}|log_?in|sign_?in|credentials?|connect(?:ion)?|mysqli|pdo|create_?(?:super_?)?user|wifi\.begin|connect[\w-]{1,20}|\bopen|\bdatabase)["']?[ \t]{0,3}[=:]?[ \t]{0,3}[([{ ][ \t\n]{0,20}(?:[\w.$@>-]{1,40},[ \t\n]{0,20}){0,2}(?:"[^"\n]{0,120}"|'[^'\n]{1,120}')(?:,?[ \t\n]{1,20}(?:"[^"\n]{1,60}"|'[^'\n]{1,60}')|,(?:"[^"\n]{1,60}"|'[^'\n]{1,60}'))?,?[ \t\n]{0,20}(?:Some\()?(?:"([^"\n]{5,100})"|'([^'\n]{5,100})')/dgi,
      accept: (value) =>
        isLettersByChance(value) ||
        (/^[a-z\d]{8,20}$/.test(value) && isOdd(value)) ||
        (isGiven(value) &&
          /\d/.test(value) &&
          /[a-z]/i.test(value) &&
          /[^\w\s./:{}-]|[a-z]\d+[a-z]|[A-Z].*[a-z].*\d|^[a-z]{4,}\d{1,4}$/.test(value) &&
          !/[\s{}]|^[a-z\d]+(?:-[a-z\d]+)+$/.test(value)),
    }),
  ];
}

/** Tells whether a value is written out and looks made up for a password. */
function isMade(value: string): boolean {
  return isGiven(value) && !/^[\w.-]*\/|^[a-z]+:/.test(value) && isOdd(value);
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
        yield accept(secret, match[1], match) ? { start, end } : undefined;
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
