import { isGiven, isLoginPassword } from "./logins";
import { isMade, rule } from "./ownRule";
import { type SecretRule } from "./secretRule";
import { isCode, isOdd } from "./secretValue";
import { isLettersByChance } from "./unlikelyLetters";

/** Rules for passwords beside a user's name: in lines of files, protocols, devices and calls. */
export const loginRules = (): SecretRule[] => [
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
    // The answer to a question for a password, in the line below: `send "word7\r"`.
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
    id: "login-line",
    keywords: ["login", "log in", "cred", "account"],
    // `login: ann / word7`, `credentials: ann:word7`; not `login: a/b`.
    pattern:
      /\b(?:log[ -]?ins?|creds?|credentials?|accounts?)(?:[ ]{0,2}[:=(]|[ ](?:is|are|with|as)|(?=[ ]))[ ]{0,2}["'`]?[\w.@-]{2,40}["'`]?[ ]?(?:[/:|]|and|with)[ ]?["'`]?([^\s"'`,()/:|]{6,60})(?=["'`,.)]|\s*(?:\r?\n|$))/dgi,
    accept: (value) => (isLoginPassword(value) && !isCode(value)) || isLettersByChance(value),
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
      /(?:auth\w{0,20}|log_?in|sign_?in|credentials?|connect(?:ion)?|mysqli|pdo|create_?(?:super_?)?user|wifi\.begin|connect[\w-]{1,20}|\bopen|\bdatabase)["']?[ \t]{0,3}[=:]?[ \t]{0,3}[([{ ][ \t\n]{0,20}(?:[\w.$@>-]{1,40},[ \t\n]{0,20}){0,2}[b@$]?(?:"[^"\n]{0,120}"|'[^'\n]{1,120}')(?:,?[ \t\n]{1,20}(?:"[^"\n]{1,60}"|'[^'\n]{1,60}')|,(?:"[^"\n]{1,60}"|'[^'\n]{1,60}'))?,?[ \t\n]{0,20}(?:Some\()?[b@$]?(?:"([^"\n]{5,100})"|'([^'\n]{5,100})')/dgi,
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
