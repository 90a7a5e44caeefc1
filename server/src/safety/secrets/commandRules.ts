import { isGiven } from "./logins";
import { isMade, rule } from "./ownRule";
import { type SecretRule } from "./secretRule";

/** Rules for passwords as arguments of programs, on command lines. */
export const commandRules = (): SecretRule[] => [
  rule({
    id: "command-line-password",
    keywords: ["-u", "--user", "--proxy-user", "--auth", " -a"],
    // `curl -u name:word`; not `docker run -u 1000:1000`.
    pattern: /\s(?:-[a-zA-Z]{0,4}u|--(?:proxy-)?user|-a|--auth|--basic)[ =]?["']?[\w.@+%-]{1,80}:([^\s"'`<>]{3,200})/dg,
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
    id: "command-line-password",
    keywords: [" -p", " -x ", " -a ", " /p", "alias set"],
    // `cqlsh -u ann -p word7`, `snmpwalk -A word7`, `mc alias set x http://a ann word7`; not `docker run -u 1000 -p 80:80`.
    pattern:
      /(?:[ ](?:-[uU]|--user(?:name)?|\/u(?:ser)?)[ =:]?[ ]?["']?[\w.@\\-]{1,60}["']?[ ](?:[^\n|;&]{0,80}?[ ])?(?:-p|-P|-pw|\/p|\/pw)[ ]|\bsigntool\b[^\n]{0,200}?[ ]\/p[ ]|\bsnmp\w{3,10}\b[^\n]{0,200}?[ ]-[AX][ ]|[ ]-[AX][ ](?=\S{1,60}[ ]\S{1,60}$)|\balias set[ ]\S{1,40}[ ]\w{3,5}:\S{1,100}[ ]\S{1,40}[ ])["']?([^\s"'`<>|;-][^\s"'`<>|;]{4,60})/dgm,
    accept: (value) => isGiven(value) && (isMade(value) || /^[A-Za-z0-9]{20,}$/.test(value)),
  }),
];
