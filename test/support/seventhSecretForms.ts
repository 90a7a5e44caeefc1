import { wordlist } from "@scure/bip39/wordlists/english.js";
import type { PasswordForm, TokenForms } from "./unseenForms";

const xml = (value: string): string => value.replace(/&/g, "&amp;").replace(/</g, "&lt;");

/**
 * A set in the same kinds as the sixth one, made after the mending that followed that one, by the same author; measured once.
 * Of four seeds 94.0 % of the passwords and 98.6 % of the tokens were found.
 */
export const seventhPasswords: readonly PasswordForm[] = [
  // Values of YAML and properties without quotes, with and beginning with punctuation.
  ["yaml punctuation", "obv", (p) => `grafana:\n  security:\n    admin_password: ${p}\n`],
  ["yaml punctuation", "ob", (p) => `      - SMTP_PASSWORD=${p}\n`],
  ["yaml punctuation", "o", (p) => `  bind_password: ${p}   \n  base_dn: dc=x\n`],
  ["yaml punctuation", "o", (p) => `- username: kim\n  password: ${p}\n- username: ann\n`],
  ["yaml punctuation", "b", (p) => `rabbitmq: {user: app, password: '${p}', vhost: /}\n`],
  ["yaml punctuation", "v", (p) => `PGPASSWORD: ${p}\n`],
  ["yaml punctuation", "w", (p) => `  root password: ${p}\n`],
  ["yaml punctuation", "w", (p) => `x-db: &db\n  POSTGRES_PASSWORD: &pg ${p}\n`],
  ["properties punctuation", "ob", (p) => `spring.mail.password=${p}\n`],
  ["properties punctuation", "v", (p) => `#db.password=${p}\n`],
  ["properties punctuation", "o", (p) => `server.ssl.key-store-password:${p}\n`],
  ["properties punctuation", "b", (p) => `%dev.quarkus.datasource.password=${p}\n`],
  ["properties punctuation", "w", (p) => `jdbc.password=\\\n    ${p}\n`],
  ["dotenv punctuation", "ob", (p) => `LDAP_ADMIN_PASSWORD=${p}\n`],
  ["ini punctuation", "v", (p) => `[client]\npassword=${p}\n`],
  ["ini punctuation", "o", (p) => `requirepass ${p}\n`],
  // Quoted values that begin with a dollar sign or hold a backslash.
  ["quoted dollar", "v", (p) => `$conn = new PDO($dsn, 'kim', '${p}');\n`],
  ["quoted dollar", "v", (p) => `db_password: '${p}'\n`],
  ["quoted dollar", "v", (p) => `mail.smtp(user = "kim", passwd = "${p}", ssl = TRUE)\n`],
  ["quoted dollar", "v", (p) => `export PASSWORD='${p}'\n`],
  ["quoted dollar", "v", (p) => `let masterPassword: String = "${p}"\n`],
  ["quoted dollar", "v", (p) => `assert_eq!(config.password, "${p}");\n`],
  ["quoted backslash", "o", (p) => `const string Password = @"${p}";\n`],
  ["quoted backslash", "o", (p) => `'password' => '${p}',\n`],
  ["quoted backslash", "o", (p) => `my $passwd = '${p}';\n`],
  ["quoted backslash", "o", (p) => `passwd <- "${p}"\n`],
  // XML.
  ["xml element", "w", (p) => `<tns:institutionPassword>${xml(p)}</tns:institutionPassword>\n`],
  ["xml element", "o", (p) => `<userPassword type="plain">${xml(p)}</userPassword>\n`],
  ["xml element", "k", (p) => `# <adminPassword>${p}</adminPassword>\n`],
  ["xml element", "w", (p) => `<mail><auth>\n<user>kim</user>\n<pass>${xml(p)}</pass></auth></mail>\n`],
  ["xml element", "wl", (p) => `<property name="keystorePassword">\n  <value>${xml(p)}</value>\n</property>\n`],
  ["xml attribute", "wo", (p) => `<jms:connection broker="tcp://b" userName="kim" password="${xml(p)}" />\n`],
  [
    "xml attribute",
    "w",
    (p) => `<network userName="kim" defaultCredentials="false" password='${xml(p)}' port="25"/>\n`,
  ],
  ["xml attribute", "k", (p) => `<variable name="admin.password" overwrite="true" default="${p}"/>\n`],
  ["xml attribute", "w", (p) => `<Parameter Name="DbPwd" Value="${xml(p)}"/>\n`],
  ["xml attribute", "w", (p) => `<input type="hidden" name="password" value="${xml(p)}">\n`],
  ["xml attribute", "k", (p) => `<property name="hibernate.connection.password" value="${p}"/>\n`],
  // Names and values in two lines.
  ["two lines", "wk", (p) => `  containers:\n  - env:\n    - name: REDIS_PASSWORD\n      value: '${p}'\n`],
  ["two lines", "w", (p) => `- {name: DB_PASS, value: "${p}"}\n`],
  ["two lines", "w", (p) => `  parameters:\n    - name: adminPassword\n      default: ${p}\n`],
  ["two lines", "k", (p) => `      MYSQL_ROOT_PASSWORD:\n        '${p}'\n`],
  ["two lines", "w", (p) => `mysqldump \\\n  --user=root \\\n  --password \\\n  ${p}\n`],
  ["two lines", "w", (p) => `    command: ["redis-server",\n      "--requirepass",\n      "${p}"]\n`],
  ["two lines", "w", (p) => `val password: String =\n  "${p}"\n`],
  ["two lines", "w", (p) => `self.admin_password = (\n    "${p}"\n)\n`],
  ["two lines", "k", (p) => `  "password":\n  {\n    "value": "${p}"\n  }\n`],
  ["two lines", "w", (p) => `resource "random" "x" {\n  username = "kim"\n  password = "${p}"\n}\n`],
  ["two lines", "w", (p) => `Set-Secret -Name AdminPassword \`\n  -Value "${p}"\n`],
  ["two lines", "l", (p) => `{\n  key: 'DB_PASSWORD',\n  value: '${p}',\n},\n`],
  // Commands, images, prefixed literals.
  ["image", "w", (p) => `ENV DB_PASSWORD=${p} \\\n    DB_USER=kim\n`],
  ["image", "l", (p) => `ENV KEYSTORE_PASS ${p}\n`],
  ["image", "w", (p) => `ENV  "ADMIN_PASSWORD"="${p}"\n`],
  ["flag", "w", (p) => `tool register --username "Kim" --email "kim@example.com" --password "${p}" --role "x"\n`],
  ["flag", "wk", (p) => `mongosh --username kim --password ${p} --authenticationDatabase admin\n`],
  ["flag", "w", (p) => `xcrun notarytool store --apple-id kim@example.com --team-id T --password ${p}\n`],
  ["flag", "w", (p) => `pveum user add kim@pve --password ${p}\n`],
  ["flag", "k", (p) => `command: 'npx tsx server.ts --password ${p} --port 3000',\n`],
  ["flag", "w", (p) => `sh run.sh -password=${p}\n`],
  ["flag", "w", (p) => `New-LocalUser -Name kim -Password (ConvertTo-SecureString "${p}" -AsPlainText -Force)\n`],
  ["flag", "w", (p) => `smbclient //h/s -U kim --password=${p}\n`],
  ["flag", "w", (p) => `ldapsearch -D cn=admin -w '${p}' -b dc=x\n`],
  ["bytes", "w", (p) => `self._password = b'${p}'\n`],
  ["bytes", "k", (p) => `password := []byte("${p}")\n`],
  ["bytes", "w", (p) => `char password[] = { "${p}" };\n`],
  ["bytes", "w", (p) => `zf.setpassword(b"${p}")\n`],
  ["verbatim", "k", (p) => `var password = $@"${p}";\n`],
  ["verbatim", "w", (p) => `[keychain setPassword:@"${p}" forService:@"x"];\n`],
  ["verbatim", "w", (p) => `options.Password = @"${p}";\n`],
  // Setters and SQL.
  ["setter", "w", (p) => `encryptor.setPassword("${p}");\n`],
  ["setter", "wl", (p) => `certificate.setPassword("${p}");\n`],
  ["setter", "w", (p) => `signup.password.sendKeys("${p}");\n`],
  ["setter", "w", (p) => `ui->lineEdit_for_password->setText("${p}");\n`],
  ["setter", "w", (p) => `user.setEmail("kim@example.com").setPassword("${p}");\n`],
  ["setter", "w", (p) => `cfg.Passwd = "${p}"\n`],
  ["setter", "w", (p) => `await page.fill('#password', '${p}');\n`],
  ["setter", "w", (p) => `formData.append("password", "${p}");\n`],
  ["setter", "w", (p) => `config.set('redis.password', '${p}')\n`],
  ["setter", "k", (p) => `payload["password"] = "${p}"\n`],
  ["setter", "w", (p) => `controller.resetPassword("42", "${p}");\n`],
  ["setter", "w", (p) => `env.put("java.naming.security.password", "${p}");\n`],
  ["sql", "wl", (p) => `CREATE USER IF NOT EXISTS 'kim'@'%' IDENTIFIED BY '${p}';\n`],
  ["sql", "w", (p) => `GRANT ALL PRIVILEGES ON shop.* TO 'kim'@'h' IDENTIFIED BY '${p}' WITH GRANT OPTION;\n`],
  ["sql", "w", (p) => `create role kim with login encrypted password '${p}';\n`],
  ["sql", "w", (p) => `psql -c "ALTER USER kim WITH PASSWORD '${p}'"\n`],
  ["sql", "w", (p) => `EXEC sp_addlinkedsrvlogin 'S', 'false', NULL, 'kim', @rmtpassword = '${p}'\n`],
  ["sql", "w", (p) => `CHANGE MASTER TO MASTER_USER='kim', MASTER_PASSWORD='${p}';\n`],
  ["sql", "k", (p) => `INSERT INTO users VALUES (1, 'kim', '${p}'); -- password\n`],
  ["sql", "w", (p) => `SELECT * FROM users WHERE login = 'kim' AND password = '${p}';\n`],
  ["sql", "w", (p) => `MERGE INTO u (id, passwd) VALUES (7, '${p}');\n`],
  // Names in other languages and scripts.
  ["language", "w", (p) => `$contrasena = "${p}"; // XAMPP\n`],
  ["language", "l", (p) => `$contraseña="${p}";\n`],
  ["language", "l", (p) => `nueva_cuenta.contrasena = "${p}"\n`],
  ["language", "k", (p) => `static String secret = "${p}";//логин-пароль СУБД\n`],
  ["language", "l", (p) => `Пароль: ${p}\n`],
  ["language", "w", (p) => `"пароль": "${p}",\n`],
  ["language", "l", (p) => `用户密码=${p}\n`],
  ["language", "w", (p) => `// 密码：${p}\n`],
  ["language", "k", (p) => `密碼: "${p}"\n`],
  ["language", "l", (p) => `const パスワード = "${p}";\n`],
  ["language", "l", (p) => `kullaniciSifresi = "${p}"\n`],
  ["language", "w", (p) => `motDePasse: '${p}',\n`],
  ["language", "l", (p) => `MOT_DE_PASSE_BDD="${p}"\n`],
  ["language", "k", (p) => `passwort_db => "${p}"\n`],
  ["language", "l", (p) => `String parolaChiave = "${p}";\n`],
  ["language", "l", (p) => `adgangskode: ${p}\n`],
  ["language", "k", (p) => `सर्वर पासवर्ड: ${p}\n`],
  ["language", "k", (p) => `كلمة_المرور = "${p}"\n`],
  // Look-alike letters and invisible characters in the name.
  ["look-alike", "l", (p) => `\u0440\u0430ssword: "${p}"\n`],
  ["look-alike", "k", (p) => `p\u00e0ssw\u00f6rd = '${p}'\n`],
  ["look-alike", "w", (p) => `ｐａｓｓｗｏｒｄ＝"${p}"\n`],
  ["look-alike", "l", (p) => `\u{1d429}\u{1d41a}\u{1d42c}\u{1d42c}\u{1d430}\u{1d428}\u{1d42b}\u{1d41d}: ${p}\n`],
  ["look-alike", "k", (p) => `DB_PASS\u200cWORD=${p}\n`],
  ["look-alike", "w", (p) => `pass\u00adword = "${p}"\n`],
];

/** Tokens of that set. */
export const seventhTokens: TokenForms = ({ s, random, t, one }) => {
  const alike = (kind: string, make: () => string, ...writers: ((token: string) => string)[]): void => {
    for (const write of writers) one(kind, make, write);
  };
  const github = (): string => "gh" + "o_" + s("alnum", 36);
  const slack = (): string => "xo" + "xp-" + s("digit", 12) + "-" + s("digit", 12) + "-" + s("alnum", 32);
  const stripe = (): string => "rk" + "_live_" + s("alnum", 30);
  const openai = (): string => "sk" + "-proj-" + s("b64u", 60);
  const telegram = (): string => s("digit", 10) + ":A" + "A" + s("b64u", 33);
  const discord = (): string => "N" + s("alnum", 25) + "." + s("b64u", 6) + "." + s("b64u", 38);
  // Zero-width characters inside.
  const inside = (mark: string, make: () => string, write: (token: string) => string): void =>
    t("zero-width", () => {
      const token = make();
      const at = 6 + Math.floor(random() * 8);
      return [[token.slice(-14)], write(token.slice(0, at) + mark + token.slice(at))];
    });
  inside("\u200b", openai, (k) => `OPENAI_API_KEY=${k}\n`);
  inside("\u2060", github, (k) => `const t = "${k}";\n`);
  inside("\u200c", stripe, (k) => `stripe.api_key = '${k}'\n`);
  inside("\u2063", slack, (k) => `  token: ${k}\n`);
  inside("\ufe0f", telegram, (k) => `bot("${k}")\n`);
  inside(
    "\u202a",
    () => s("alnum", 40),
    (k) => `secret_key: "${k}"\n`,
  );
  // Bot tokens as arguments.
  alike(
    "bot argument",
    telegram,
    (k) => `bot = telegram.Bot('${k}')\n`,
    (k) => `const bot = new TelegramBot("${k}", { polling: true });\n`,
    (k) => `updater = Updater("${k}", use_context=True)\n`,
    (k) => `bot, err := tgbotapi.NewBotAPI("${k}")\n`,
    (k) => `telegram-send --token ${k} hi\n`,
  );
  alike(
    "bot argument",
    discord,
    (k) => `bot.run('${k}')\n`,
    (k) => `client.start("${k}", bot=True)\n`,
    (k) => `let client = Client::builder("${k}", intents);\n`,
  );
  alike(
    "bot argument",
    slack,
    (k) => `const web = new WebClient('${k}');\n`,
    (k) => `Slack.configure { |c| c.token = "${k}" }\n`,
  );
  // Two adjacent literals.
  const apart = (make: () => string, write: (front: string, back: string) => string): void =>
    t("two literals", () => {
      const token = make();
      const middle = Math.floor(token.length * (0.3 + random() * 0.4));
      return [
        [token.slice(Math.max(middle, Math.ceil(token.length * 0.4)))],
        write(token.slice(0, middle), token.slice(middle)),
      ];
    });
  apart(github, (a, b) => `const token = '${a}' + '${b}';\n`);
  apart(stripe, (a, b) => `KEY = '${a}' '${b}'\n`);
  apart(openai, (a, b) => `key := "${a}" + "${b}"\n`);
  apart(slack, (a, b) => `token = "${a}"\ntoken += "${b}"\n`);
  apart(github, (a, b) => `const char *t = "${a}"\n                "${b}";\n`);
  apart(
    () => s("alnum", 36),
    (a, b) => `api_secret = "${a}" . "${b}";\n`,
  );
  apart(github, (a, b) => `["${a}", "${b}"].join("")\n`);
  apart(stripe, (a, b) => `\`\${"${a}"}${b}\`\n`);
  apart(
    () => s("alnum", 40),
    (a, b) => `String apiKey = "${a}"\n        + "${b}";\n`,
  );
  apart(openai, (a, b) => `let key = ["${a}", "${b}"].concat();\n`);
  // Wallets' phrases.
  const words = (count: number): string[] =>
    Array.from({ length: count }, () => wordlist[Math.floor(random() * wordlist.length)]);
  const seed = (count: number, write: (list: readonly string[]) => readonly [string, string]): void =>
    t("seed phrase", () => {
      const [secret, text] = write(words(count));
      return [[secret], text];
    });
  seed(12, (list) => [list.slice(6).join(" "), `w.restore('${list.join(" ")}')\n`]);
  seed(24, (list) => [
    list.slice(12).join(" "),
    `x: >\n  ${list.slice(0, 12).join(" ")}\n  ${list.slice(12).join(" ")}\n`,
  ]);
  seed(18, (list) => [list.slice(9).join(" "), `export M="${list.join(" ")}"\n`]);
  seed(12, (list) => [list.slice(6).join('", "'), `const m = ["${list.join('", "')}"];\n`]);
  seed(12, (list) => [list.slice(6).join(","), `a=${list.join(",")}\n`]);
  // Flags and variables.
  alike(
    "flag",
    () => s("alnum", 36),
    (k) => `vault write auth/x --token ${k}\n`,
    (k) => `ENV NPM_TOKEN ${k}\n`,
    (k) => `tool deploy --api-key=${k} --prod\n`,
    (k) => `tool push --auth-token "${k}"\n`,
    (k) => `docker build --build-arg ACCESS_TOKEN=${k} .\n`,
    (k) => `setx API_TOKEN ${k}\n`,
    (k) => `tool -k ${k} list\n`,
    (k) => `RUN TOKEN=${k} npm ci\n`,
    (k) => `X-Auth-Token: ${k}\n`,
  );
  alike(
    "bytes",
    () => s("b64u", 40),
    (k) => `jwt_secret = b'${k}'\n`,
    (k) => `private const string ApiKey = @"${k}";\n`,
    (k) => `var key = []byte("${k}") // signing key\n`,
    (k) => `jwt.encode(data, "${k}", algorithm="HS256")\n`,
  );
  // Fields, attributes, two lines.
  alike(
    "field",
    () => s("alnum", 32),
    (k) => `- name: API_TOKEN\n  value: "${k}"\n`,
    (k) => `<setting key="apiSecret" value="${k}" />\n`,
    (k) => `<accessToken>${k}</accessToken>\n`,
    (k) => `const api_key = '${k}';\n`,
    (k) => `genai.configure(api_key="${k}")\n`,
    (k) => `'secret' => env('X_SECRET', '${k}'),\n`,
    (k) => `os.getenv("AUTH_TOKEN", "${k}")\n`,
    (k) => `request.setHeader("Authorization", "Token ${k}");\n`,
    (k) => `headers: { "x-api-key": "${k}" },\n`,
    (k) => `"client_secret" : "${k}"\n`,
    (k) => `UPDATE settings SET value = '${k}' WHERE name = 'api_key';\n`,
    (k) => `GEMINI_API_KEY: process.env.K ?? "${k}",\n`,
  );
  alike(
    "language",
    () => s("alnum", 32),
    (k) => `clé_api = "${k}"\n`,
    (k) => `密钥="${k}"\n`,
    (k) => `секретный_ключ: ${k}\n`,
    (k) => `ｔｏｋｅｎ = "${k}"\n`,
    (k) => `t\u043eken: "${k}"\n`,
  );
  // Issuers by their marks, under names that say nothing.
  alike(
    "mark",
    github,
    (k) => `run("${k}", 1)\n`,
    (k) => `- ${k}\n`,
  );
  alike(
    "mark",
    stripe,
    (k) => `curl https://api.example/v1 -u ${k}:\n`,
    (k) => `{"a":"${k}"}\n`,
  );
  alike("mark", openai, (k) => `// ${k}\n`);
  alike(
    "mark",
    () => "gl" + "pat-" + s("b64u", 20),
    (k) => `git push https://oauth2:${k}@gitlab.example/a.git\n`,
  );
  alike(
    "mark",
    () => "A" + "SIA" + s("b32", 16),
    (k) => `a = "${k}"\n`,
  );
  alike(
    "mark",
    () => "AI" + "za" + s("b64u", 35),
    (k) => `"current_key": "${k}"\n`,
  );
  alike(
    "mark",
    () => "h" + "f_" + s("alpha", 34),
    (k) => `huggingface-cli login --token ${k}\n`,
  );
  alike(
    "mark",
    () => "shp" + "at_" + s("hex", 32),
    (k) => `x('${k}')\n`,
  );
  alike(
    "mark",
    () => "do" + "p_v1_" + s("hex", 64),
    (k) => `doctl auth init -t ${k}\n`,
  );
  alike(
    "mark",
    () => "py" + "pi-AgEIcHlwaS5vcmc" + s("b64u", 70),
    (k) => `password = ${k}\n`,
  );
  alike(
    "mark",
    () => "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiI" + s("alnum", 30) + "." + s("b64u", 86),
    (k) => `t: ${k}\n`,
  );
};
