import { wordlist } from "@scure/bip39/wordlists/english.js";
import type { PasswordForm, TokenForms } from "./unseenForms";

const xml = (value: string): string => value.replace(/&/g, "&amp;").replace(/</g, "&lt;");
const inString = (value: string): string => value.replace(/[\\"]/g, "\\$&");

/**
 * A set in the kinds of issue 11's H2, one after the other, made by the author of the rules' last mending before that mending.
 * Of ten seeds 92.5 % of the passwords and 92.1 % of the tokens were found at the first try.
 */
export const sixthPasswords: readonly PasswordForm[] = [
  // Values of YAML and properties without quotes, with and beginning with punctuation.
  ["yaml punctuation", "ob", (p) => `  elastic_password: ${p}\n`],
  ["yaml punctuation", "bv", (p) => `spring:\n  datasource:\n    hikari:\n      password: ${p}\n`],
  ["yaml punctuation", "ob", (p) => `- {role: db, vars: {mysql_password: ${p.replace(/[{},[\]]/g, "+")}}}\n`],
  ["yaml punctuation", "vw", (p) => `ansible_become_pass: ${p}  # of the jump host\n`],
  ["yaml punctuation", "o", (p) => `  ? admin_password\n  : ${p}\n`],
  ["yaml punctuation", "b", (p) => `passwords:\n  - ${p}\n`],
  ["yaml punctuation", "o", (p) => `users:\n  kim:\n    pass: !!str ${p}\n`],
  ["properties punctuation", "ov", (p) => `javax.net.ssl.keyStorePassword=${p}\n`],
  ["properties punctuation", "ob", (p) => `hibernate.connection.password ${p}\n`],
  ["properties punctuation", "o", (p) => `mail.password : ${p}\n`],
  ["properties punctuation", "b", (p) => `db.url=jdbc:h2:mem;USER=sa;PASSWORD=${p.replace(/;/g, "")}\n`],
  ["ini punctuation", "ov", (p) => `[database]\nuser=app\npwd = ${p}\n`],
  ["toml", "o", (p) => `db = { user = "app", password = '${p}' }\n`],
  ["dotenv punctuation", "vo", (p) => `export SMTP_PASSWORD=${p}\n`],
  // Quoted values that begin with a dollar sign or hold a backslash.
  ["quoted dollar", "v", (p) => `  "password": "${p}",\n`],
  ["quoted dollar", "v", (p) => `Credentials credentials = Credentials.of("kim", "${p}");\n`],
  ["quoted dollar", "v", (p) => `if user.password != "${p}" {\n`],
  ["quoted dollar", "v", (p) => `authenticate(username: "kim", password: "${p}")\n`],
  ["quoted dollar", "v", (p) => `my %cfg = (user => 'kim', password => '${p}');\n`],
  [
    "quoted backslash",
    "w",
    (p) => `  "password": "${inString(`${p.slice(0, 4)}\\${p.slice(4)}`)}"\n`.replace("\\\\", "\\"),
  ],
  ["quoted backslash", "o", (p) => `$config['db_pass'] = '${p}';\n`],
  ["quoted backslash", "o", (p) => `pw := \`${p}\`\n`],
  ["quoted backslash", "o", (p) => `val dbPassword = """${p}"""\n`],
  ["quoted backslash", "o", (p) => `PASSWORD = r'${p}'\n`],
  // XML.
  ["xml element", "ow", (p) => `<ftp:password>${xml(p)}</ftp:password>\n`],
  [
    "xml element",
    "wl",
    (p) => `<server><id>nexus</id><username>ci</username><password>${xml(p)}</password></server>\n`,
  ],
  ["xml element", "w", (p) => `<bindPassword>\n    <![CDATA[${p}]]>\n  </bindPassword>\n`],
  ["xml element", "k", (p) => `<dict><key>AdminPassword</key>\n<string>${p}</string></dict>\n`],
  ["xml attribute", "ow", (p) => `<dataSource url="jdbc:h2" user="sa" password="${xml(p)}"/>\n`],
  ["xml attribute", "w", (p) => `<add name="DbPassword" connectionString="${xml(p)}" />\n`],
  ["xml attribute", "wl", (p) => `<entry key="mail.smtp.password" value="${xml(p)}"></entry>\n`],
  ["xml attribute", "o", (p) => `<connector><credential login='kim' secret='${xml(p)}'/></connector>\n`],
  ["xml attribute", "w", (p) => `<Setting><Name>ProxyPassword</Name><Val>${xml(p)}</Val></Setting>\n`],
  ["xml attribute", "wk", (p) => `<property\n    name="hibernate.connection.password"\n    value="${xml(p)}" />\n`],
  ["xaml", "w", (p) => `<PasswordBox x:Name="AdminBox" Password="${xml(p)}" />\n`],
  // Names and values in two lines.
  ["two lines", "wo", (p) => `        - name: KEYCLOAK_ADMIN_PASSWORD\n          value: ${p}\n`],
  ["two lines", "wl", (p) => `    env:\n      - value: "${p}"\n        name: MARIADB_ROOT_PASSWORD\n`],
  ["two lines", "wk", (p) => `    environment:\n      POSTGRES_PASSWORD:\n        ${p}\n`],
  [
    "two lines",
    "w",
    (p) => `  {\n    "Name": "DbPassword",\n    "Description": "of the shop",\n    "Value": "${p}"\n  }\n`,
  ],
  ["two lines", "w", (p) => `[[env]]\nkey = "APP_PASSWORD"\nvalue = "${p}"\n`],
  ["two lines", "wl", (p) => `stringData:\n  username: app\n  password: >-\n    ${p}\n`],
  ["two lines", "w", (p) => `const dbPassword =\n  process.env.DB_PASSWORD ??\n  "${p}";\n`],
  ["two lines", "w", (p) => `String adminPassword =\n        "${p}";\n`],
  ["two lines", "w", (p) => `    command:\n      - --requirepass\n      - ${p}\n`],
  ["two lines", "w", (p) => `    args: ["--user", "kim", "--password", "${p}"]\n`],
  ["two lines", "w", (p) => `      args:\n        - "--admin-password"\n        - "${p}"\n`],
  ["two lines", "k", (p) => `variables:\n- name: deployPassword\n  isSecret: true\n  value: ${p}\n`],
  // Commands, images, prefixed literals.
  ["image", "wo", (p) => `ENV MYSQL_USER=app MYSQL_PASSWORD=${p.replace(/[#;|?]/g, "+")}\n`],
  ["image", "wl", (p) => `ENV GRAFANA_ADMIN_PASSWORD ${p}\n`],
  ["image", "w", (p) => `RUN echo "root:${p}" | chpasswd\n`],
  ["flag", "wl", (p) => `rclone config create nas webdav --webdav-pass ${p}\n`],
  ["flag", "w", (p) => `restic-tool backup --repo-password='${p}' /srv\n`],
  ["flag", "wk", (p) => `docker run -d -e MYSQL_ROOT_PASSWORD=${p} mysql:8\n`],
  ["flag", "w", (p) => `helm install shop ./chart --set auth.password=${p},auth.user=app\n`],
  ["flag", "k", (p) => `Invoke-Sqlcmd -Username sa -Password '${p}' -Query "x"\n`],
  ["flag", "w", (p) => `java -Djavax.net.ssl.trustStorePassword=${p} -jar a.jar\n`],
  ["bytes", "wl", (p) => `  passphrase=b"${p}",\n`],
  ["bytes", "k", (p) => `key = kdf.derive(b'${p}')  # password\n`],
  ["bytes", "w", (p) => `pub static ADMIN_PASSWORD: &[u8] = b"${p}";\n`],
  ["verbatim", "w", (p) => `string adminPwd = @"${p}";\n`],
  ["verbatim", "w", (p) => `var creds = new NetworkCredential(@"CORP\\kim", @"${p}");\n`],
  ["verbatim", "k", (p) => `NSDictionary *d = @{@"user": @"kim", @"password": @"${p}"};\n`],
  // Setters and SQL.
  ["setter", "wl", (p) => `dataSource.setPassword("${p}");\n`],
  ["setter", "w", (p) => `    builder.withPassword("${p}".toCharArray())\n`],
  ["setter", "k", (p) => `factory.set_password('${p}')\n`],
  ["setter", "w", (p) => `cfg.SetString("db.password", "${p}")\n`],
  ["setter", "l", (p) => `System.setProperty("javax.net.ssl.keyStorePassword", "${p}");\n`],
  ["setter", "w", (p) => `props.put(Context.SECURITY_CREDENTIALS, "${p}"); // bind password\n`],
  ["setter", "w", (p) => `viper.SetDefault("smtp.password", "${p}")\n`],
  ["setter", "w", (p) => `os.environ["PGPASSWORD"] = "${p}"\n`],
  ["setter", "w", (p) => `    .UserName("kim").Password("${p}").Build();\n`],
  ["setter", "c", (p) => `vault.unlock(passphrase="${p}")\n`],
  ["sql", "w", (p) => `ALTER USER 'kim'@'%' IDENTIFIED WITH caching_sha2_password BY '${p}';\n`],
  ["sql", "wk", (p) => `ALTER ROLE kim WITH LOGIN PASSWORD '${p}';\n`],
  ["sql", "w", (p) => `SET PASSWORD FOR 'kim'@'localhost' = PASSWORD('${p}');\n`],
  ["sql", "w", (p) => `CREATE LOGIN kim WITH PASSWORD = N'${p}', CHECK_POLICY = OFF;\n`],
  ["sql", "k", (p) => `GRANT ALL ON shop.* TO kim IDENTIFIED BY "${p}";\n`],
  ["sql", "w", (p) => `UPDATE users SET password = '${p}' WHERE name = 'kim';\n`],
  ["sql", "w", (p) => `CREATE DATABASE LINK l CONNECT TO kim IDENTIFIED BY "${p}" USING 'x';\n`],
  ["sql", "w", (p) => `INSERT INTO accounts(login, pass, role) VALUES\n  ('kim', '${p}', 'admin');\n`],
  ["sql", "w", (p) => `OPEN SYMMETRIC KEY k DECRYPTION BY PASSWORD = '${p}';\n`],
  ["sql", "w", (p) => `CREATE USER MAPPING FOR kim SERVER s OPTIONS (user 'kim', password '${p}');\n`],
  ["sql", "k", (p) => `ATTACH DATABASE 'a.db' AS a KEY '${p}';  -- password\n`],
  ["setter", "w", (p) => `user.password_confirmation = user.password = "${p}"\n`],
  ["setter", "w", (p) => `$this->setPwd('${p}');\n`],
  ["flag", "w", (p) => `openvpn-admin add-user kim --passwd "${p}"\n`],
  ["image", "w", (p) => `ARG NPM_PASSWORD="${p}"\n`],
  ["bytes", "k", (p) => `#define WIFI_PASS L"${p}"\n`],
  // Names in other languages and scripts.
  ["language", "l", (p) => `"Kennwort": "${p}"\n`],
  ["language", "w", (p) => `datenbankKennwort = "${p}"\n`],
  ["language", "l", (p) => `$motDePasseAdmin = '${p}';\n`],
  ["language", "k", (p) => `contrasena_bd: ${p}\n`],
  ["language", "l", (p) => `var contraseñaMaestra = "${p}"\n`],
  ["language", "w", (p) => `пароль_администратора = "${p}"\n`],
  ["language", "l", (p) => `БД_ПАРОЛЬ=${p}\n`],
  ["language", "l", (p) => `数据库密码："${p}"\n`],
  ["language", "w", (p) => `管理员密码 = '${p}'\n`],
  ["language", "l", (p) => `データベースのパスワード = "${p}"\n`],
  ["language", "k", (p) => `비밀번호: ${p}\n`],
  ["language", "l", (p) => `senhaDoBanco := "${p}"\n`],
  ["language", "l", (p) => `wachtwoordDb="${p}"\n`],
  ["language", "k", (p) => `hasłoBazy: "${p}"\n`],
  ["language", "l", (p) => `lösenord = '${p}'\n`],
  // Look-alike letters and zero-width characters in the name.
  ["look-alike", "l", (p) => `p\u0430ssw\u043erd = "${p}"\n`],
  ["look-alike", "w", (p) => `\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44: ${p}\n`],
  ["look-alike", "k", (p) => `"pa\u200bss\u2060word": "${p}"\n`],
  ["look-alike", "l", (p) => `\u{1d4f9}\u{1d4ea}\u{1d4fc}\u{1d4fc}\u{1d500}\u{1d4f8}\u{1d4fb}\u{1d4ed} = "${p}"\n`],
  ["look-alike", "w", (p) => `password\ufeff = “${p}”\n`],
  ["look-alike", "k", (p) => `ᴘᴀssword="${p}"\n`],
];

/** Tokens of that set. */
export const sixthTokens: TokenForms = ({ s, random, t, one }) => {
  const alike = (kind: string, make: () => string, ...writers: ((token: string) => string)[]): void => {
    for (const write of writers) one(kind, make, write);
  };
  /** A token with something between its parts, all of which count. */
  const apart = (kind: string, token: string, write: (front: string, back: string) => string): void =>
    t(kind, () => {
      const middle = token.length >> 1;
      return [[token.slice(middle)], write(token.slice(0, middle), token.slice(middle))];
    });
  const github = (): string => "gh" + "p_" + s("alnum", 36);
  const slack = (): string => "xo" + "xb-" + s("digit", 11) + "-" + s("digit", 12) + "-" + s("alnum", 24);
  const stripe = (): string => "sk" + "_live_" + s("alnum", 24);
  const telegram = (): string => s("digit", 9) + ":A" + "A" + s("b64u", 33);
  const discord = (): string => "M" + s("alnum", 23) + "." + s("b64u", 6) + "." + s("b64u", 27);
  // Zero-width characters inside.
  for (const mark of ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"]) {
    const token = [github, slack, stripe, telegram, () => s("alnum", 32)][Math.floor(random() * 5)]();
    t("zero-width", () => [[token.slice(-12)], `api_token = "${token.slice(0, 9)}${mark}${token.slice(9)}"\n`]);
  }
  t("zero-width", () => {
    const token = github();
    return [[token.slice(-12)], `git clone https://${token.slice(0, 20)}\u200b${token.slice(20)}@github.com/a/b\n`];
  });
  // Bot tokens as arguments.
  alike(
    "bot argument",
    telegram,
    (k) => `bot = telebot.TeleBot("${k}")\n`,
    (k) => `const bot = new Telegraf('${k}')\n`,
    (k) => `application = Application.builder().token("${k}").build()\n`,
    (k) => `curl -s https://api.telegram.org/bot${k}/getMe\n`,
    (k) => `./notify.sh ${k} 12345\n`,
  );
  alike(
    "bot argument",
    discord,
    (k) => `client.run("${k}")\n`,
    (k) => `await client.login('${k}');\n`,
    (k) => `discordgo.New("Bot ${k}")\n`,
  );
  alike(
    "bot argument",
    slack,
    (k) => `app = App(token="${k}")\n`,
    (k) => `api := slack.New("${k}", slack.OptionDebug(true))\n`,
  );
  // Two adjacent literals.
  apart("two literals", github(), (a, b) => `token = "${a}" "${b}"\n`);
  apart("two literals", github(), (a, b) => `const t = "${a}" + "${b}";\n`);
  apart("two literals", stripe(), (a, b) => `$key = '${a}' . '${b}';\n`);
  apart("two literals", slack(), (a, b) => `TOKEN = (\n    "${a}"\n    "${b}"\n)\n`);
  apart("two literals", github(), (a, b) => `let t = concat!("${a}", "${b}");\n`);
  apart("two literals", s("alnum", 40), (a, b) => `api_key = "${a}" \\\n    "${b}"\n`);
  apart("two literals", github(), (a, b) => `String t = "${a}"\n    .concat("${b}");\n`);
  apart("two literals", stripe(), (a, b) => `key = "".join(["${a}", "${b}"])\n`);
  apart("two literals", s("alnum", 40), (a, b) => `secretKey := "${a}" +\n\t"${b}"\n`);
  apart("two literals", github(), (a, b) => `T='${a}''${b}'\n`);
  // Wallets' phrases.
  const phrase = (count: number): string[] =>
    Array.from({ length: count }, () => wordlist[Math.floor(random() * wordlist.length)]);
  const seed = (count: number, write: (words: readonly string[]) => string): void =>
    t("seed phrase", () => {
      const list = phrase(count);
      return [[list.join(" ")], write(list)];
    });
  seed(12, (list) => `MNEMONIC="${list.join(" ")}"\n`);
  seed(24, (list) => `  seed: ${list.join(" ")}\n`);
  seed(12, (list) => `w = restore("${list.join(" ")}")\n`);
  seed(15, (list) => `// wallet: ${list.join(" ")}\n`);
  t("seed phrase", () => {
    const list = phrase(12);
    return [[list.slice(3, 9).join(", ")], `words = (${list.join(", ")})\n`];
  });
  t("seed phrase", () => {
    const list = phrase(12);
    return [[list.slice(3, 9).join("-")], `phrase: ${list.join("-")}\n`];
  });
  // Flags and variables.
  alike(
    "flag",
    () => s("alnum", 32),
    (k) => `buildkite-agent start --token ${k}\n`,
    (k) => `ENV DEPLOY_TOKEN ${k}\n`,
    (k) => `./runner register --registration-token=${k} --url https://x\n`,
    (k) => `docker run -e API_KEY="${k}" image\n`,
    (k) => `tool publish -t ${k}\n`,
    (k) => `set -x AUTH_TOKEN ${k}\n`,
    (k) => `$env:API_SECRET = '${k}'\n`,
    (k) => `Set-Variable -Name ApiKey -Value "${k}"\n`,
  );
  alike(
    "flag",
    slack,
    (k) => `slackcat --token=${k} file\n`,
    (k) => `export BOT='${k}'\n`,
  );
  alike(
    "bytes",
    () => s("b64", 44),
    (k) => `signing_key = b"${k}"\n`,
    (k) => `var secret = []byte("${k}")\n`,
    (k) => `string accessKey = @"${k}";\n`,
    (k) => `hmac.new(b'${k}', body, sha256)\n`,
  );
  // Fields, attributes, two lines.
  alike(
    "field",
    () => s("b64u", 40),
    (k) => `        - name: SENDGRID_API_KEY\n          value: ${k}\n`,
    (k) => `<add key="ClientSecret" value="${k}"/>\n`,
    (k) => `<apiKey>${k}</apiKey>\n`,
    (k) => `services:\n  api:\n    environment:\n      - JWT_SECRET=${k}\n`,
    (k) => `- key: session_secret\n  value: "${k}"\n`,
    (k) => `req.Header.Set("X-Api-Key", "${k}")\n`,
    (k) => `client.setAuthToken("${k}");\n`,
    (k) => `.option("password", "x").option("apiToken", "${k}")\n`,
    (k) => `<meta name="api-key" content="${k}">\n`,
    (k) => `credentials: {\n  clientId: 'x',\n  clientSecret: '${k}',\n}\n`,
  );
  alike(
    "field",
    () => s("hex", 40),
    (k) => `"accessToken" : "${k}",\n`,
    (k) => `:token => "${k}"\n`,
    (k) => `api-token: ${k}\n`,
    (k) => `INSERT INTO tokens (user_id, token) VALUES (7, '${k}');\n`,
    (k) => `токен = "${k}"\n`,
    (k) => `令牌: ${k}\n`,
    (k) => `jeton_acces = '${k}'\n`,
    (k) => `to\u200bken = "${k}"\n`,
  );
  // Issuers by their marks, under names that say nothing.
  alike(
    "mark",
    github,
    (k) => `x = ["${k}"]\n`,
    (k) => `f(\`${k}\`)\n`,
  );
  alike(
    "mark",
    stripe,
    (k) => `<a data-x="${k}">\n`,
    (k) => `# ${k}\n`,
  );
  alike(
    "mark",
    () => "gl" + "pat-" + s("b64u", 20),
    (k) => `pip install --index-url https://__token__:${k}@gitlab.example/simple a\n`,
    (k) => `x: |\n  ${k}\n`,
  );
  alike(
    "mark",
    () => "A" + "KIA" + s("b32", 16),
    (k) => `("${k}", 1)\n`,
  );
  alike(
    "mark",
    () => "S" + "G." + s("b64u", 22) + "." + s("b64u", 43),
    (k) => `smtp:apikey:${k}\n`,
  );
  alike(
    "mark",
    () => "AI" + "za" + s("b64u", 35),
    (k) => `https://maps.example/js?key=${k}&v=3\n`,
  );
  alike(
    "mark",
    () => "npm" + "_" + s("alnum", 36),
    (k) => `//registry.npmjs.org/:_authToken=${k}\n`,
  );
  alike(
    "mark",
    () => "h" + "f_" + s("alpha", 34),
    (k) => `login("${k}")\n`,
  );
  alike(
    "mark",
    () => "dckr" + "_pat_" + s("b64u", 27),
    (k) => `docker login -u kim -p ${k}\n`,
  );
  alike(
    "mark",
    () => "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI" + s("alnum", 20) + "." + s("b64u", 43),
    (k) => `f("${k}")\n`,
  );
};
