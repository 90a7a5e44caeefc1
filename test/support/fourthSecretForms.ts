import type { PasswordForm, TokenForms } from "./unseenForms";

/** A set made after the third one was mended, in kinds of which the finder may know some. */
export const fourthPasswords: readonly PasswordForm[] = [
  ["yaml", "wdlc", (p) => `ldap:\n  bind_dn: cn=svc\n  bind_password: "${p}"\n`],
  ["yaml", "wlo", (p) => `proxy_pass_phrase: '${p.replace(/'/g, "''")}'\n`],
  ["yaml", "lk", (p) => `accounts:\n  - { name: ops, pw: "${p}" }\n`],
  ["yaml", "wm", (p) => `grafana:\n  adminPassword: ${p}\n  persistence: {}\n`],
  ["properties", "wlk", (p) => `quarkus.datasource.reporting.password=${p}\n`],
  ["properties", "dm", (p) => `server.ssl.key-store-password: ${p}\n`],
  ["ini", "wlc", (p) => `[mail]\nSMTP_PASSWORD = ${p}\nSMTP_PORT = 587\n`],
  ["toml", "wo", (p) => `[registries.corp]\nlogin = "kim"\npasswd = '${p.replace(/'/g, "")}'\n`],
  ["env", "wlvh", (p) => `LDAP_BIND_CREDENTIAL_PASSWORD='${p}'\n`],
  ["env", "lk", (p) => `WP_DB_PASS=${p}\nWP_DB_HOST=db\n`],
  ["hcl", "wl", (p) => `  connection {\n    type     = "ssh"\n    user     = "root"\n    password = "${p}"\n  }\n`],
  [
    "terraform",
    "wd",
    (p) => `  master_user_options {\n    master_user_name     = "os"\n    master_user_password = "${p}"\n  }\n`,
  ],
  ["terraform", "lk", (p) => `locals {\n  creds = { username = "kim", password = "${p}" }\n}\n`],
  ["nix", "wd", (p) => `  environment.variables.MQTT_PASSWORD = "${p}";\n`],
  ["dockerfile", "wl", (p) => `ENV APP_ENV=prod \\\n    ADMIN_PASSWORD=${p} \\\n    TZ=UTC\n`],
  ["compose", "wl", (p) => `      MONGO_INITDB_ROOT_PASSWORD: ${p}\n      MONGO_INITDB_DATABASE: app\n`],
  ["compose", "lk", (p) => `    healthcheck:\n      test: ["CMD", "mysqladmin", "ping", "-uroot", "-p${p}"]\n`],
  ["kubernetes", "wl", (p) => `  - name: MINIO_ROOT_PASSWORD\n    value: '${p}'\n`],
  ["helm", "lk", (p) => `helm install db bitnami/postgresql --set global.postgresql.auth.postgresPassword='${p}'\n`],
  [
    "ansible",
    "wl",
    (p) =>
      `    - name: add\n      community.postgresql.postgresql_user:\n        name: app\n        password: "${p}"\n`,
  ],
  [
    "github actions",
    "wl",
    (p) => `    services:\n      postgres:\n        env:\n          POSTGRES_PASSWORD: "${p}"\n`,
  ],
  ["gitlab ci", "lk", (p) => `  script:\n    - docker login -u "$USER" -p "${p}" $REGISTRY\n`],
  ["systemd", "lk", (p) => `Environment="DB_USER=app" "DB_PASSWORD=${p}"\n`],
  [
    "xml",
    "wl",
    (p) =>
      `<connection-url>x</connection-url>\n<user-name>sa</user-name>\n<password>${p.replace(/&/g, "&amp;")}</password>\n`,
  ],
  ["xml", "dk", (p) => `<entry key="db.password">${p}</entry>\n`],
  ["xml", "lk", (p) => `<param name="password" value="${p}"/>\n`],
  ["xml", "lk", (p) => `<SecureString Name="ServicePassword">${p}</SecureString>\n`],
  ["plist", "wl", (p) => `\t<key>WiFiPassword</key>\n\t<string>${p.replace(/&/g, "&amp;")}</string>\n`],
  ["url", "lk", (p) => `SQLALCHEMY_DATABASE_URI = "mysql+pymysql://root:${p}@localhost/app"\n`],
  ["url", "ld", (p) => `spring.rabbitmq.addresses=amqp://svc:${p}@mq1:5672\n`],
  ["url", "lk", (p) => `Data Source=db;Initial Catalog=app;User ID=sa;Pwd=${p};MultipleActiveResultSets=True\n`],
  ["url", "lk", (p) => `ftp://kim:${p}@files.example.com/in\n`],
  [
    "java",
    "wlc",
    (p) => `  @Bean DataSource ds() { return DataSourceBuilder.create().username("sa").password("${p}").build(); }\n`,
  ],
  ["java", "wk", (p) => `  System.setProperty("javax.net.ssl.keyStorePassword", "${p}");\n`],
  ["java", "ld", (p) => `  User user = new User("kim", "kim@example.com").withPassword("${p}");\n`],
  ["java", "lk", (p) => `  PasswordAuthentication a = new PasswordAuthentication("kim", "${p}".toCharArray());\n`],
  ["kotlin", "wl", (p) => `  val creds = BasicAWSCredentials("kim", "${p}")\n`],
  ["kotlin", "lk", (p) => `storePassword = "${p}"\nkeyPassword = "${p}"\n`],
  ["swift", "wl", (p) => `    keychain.set("${p}", forKey: "userPassword")\n`],
  ["swift", "lc", (p) => `  static let passphrase = """\n  ${p}\n  """\n`],
  ["go", "wl", (p) => `\tpass := flag.String("password", "${p}", "db password")\n`],
  ["go", "lk", (p) => `\tauth := smtp.PlainAuth("", "kim@example.com", "${p}", "smtp.example.com")\n`],
  ["go", "wd", (p) => `\tClientOptions{Username: "kim", Password: "${p}"},\n`],
  ["rust", "wl", (p) => `    let opts = PgConnectOptions::new().username("app").password("${p}");\n`],
  ["rust", "lk", (p) => `    env::set_var("DB_PASSWORD", "${p}");\n`],
  ["c#", "wl", (p) => `services.Configure<SmtpOptions>(o => { o.User = "kim"; o.Password = "${p}"; });\n`],
  ["c#", "lk", (p) => `new SqlCredential("sa", "${p}")\n`],
  ["c++", "wl", (p) => `  mysql_real_connect(conn, "localhost", "root", "${p}", "app", 0, NULL, 0);\n`],
  ["c++", "lk", (p) => `constexpr char kWifiPass[] = "${p}";\n`],
  ["php", "wl", (p) => `$mail->Password = '${p}';\n`],
  ["php", "lk", (p) => `$mysqli = new mysqli("localhost", "root", "${p}", "app");\n`],
  ["ruby", "wl", (p) => `  fill_in "Password", with: "${p}"\n`],
  ["ruby", "lk", (p) => `set :deploy_password, "${p}"\n`],
  ["perl", "wl", (p) => `  passwd => '${p}',\n`],
  ["lua", "wl", (p) => `  red:auth("${p}")\n`],
  ["r", "wl", (p) => `options(db.password = "${p}")\n`],
  ["julia", "lk", (p) => `ENV["PGPASSWORD"] = "${p}"\n`],
  ["elixir", "wl", (p) => `  password: System.get_env("DB_PASS") || "${p}",\n`],
  ["clojure", "lk", (p) => `(jdbc/get-datasource {:user "app", :password "${p}"})\n`],
  ["scala", "wl", (p) => `  .option("password", "${p}")\n`],
  ["dart", "lk", (p) => `final settings = ConnectionSettings(user: 'root', password: '${p}', db: 'app');\n`],
  ["python", "wlc", (p) => `app.config["MAIL_PASSWORD"] = "${p}"\n`],
  ["python", "lk", (p) => `client.connect("10.0.0.4", username="root", password="${p}")\n`],
  ["python", "wd", (p) => `DATABASES = {"default": {"USER": "app", "PASSWORD": "${p}"}}\n`],
  ["python", "lk", (p) => `user.set_password("${p}")\n`],
  ["python", "lk", (p) => `PASSWORD: Final[str] = "${p}"\n`],
  ["typescript", "wlc", (p) => `    await user.type(screen.getByLabelText("Password"), "${p}");\n`],
  ["typescript", "lk", (p) => `export const TEST_PASSWORD = "${p}" as const;\n`],
  ["typescript", "wd", (p) => `  cy.login({ username: "kim", password: "${p}" });\n`],
  ["typescript", "lk", (p) => `const { password = "${p}" } = process.env;\n`],
  [
    "powershell",
    "wl",
    (p) => `Set-ADAccountPassword -Identity kim -NewPassword (ConvertTo-SecureString -AsPlainText "${p}" -Force)\n`,
  ],
  ["powershell", "lk", (p) => `$env:DB_PASSWORD = "${p}"\n`],
  ["bash", "wl", (p) => `DB_PASS=\${DB_PASS:-${p}}\n`],
  ["bash", "lk", (p) => `export MYSQL_PWD=${p}; mysql -u root app\n`],
  ["bash", "lk", (p) => `mysql -uroot -p"${p}" -e 'show tables'\n`],
  ["bash", "lk", (p) => `if [ "$password" = "${p}" ]; then\n`],
  ["fish", "lk", (p) => `set -x MYSQL_PWD "${p}"\n`],
  ["batch", "lk", (p) => `net user kim ${p} /add\r\n`],
  ["batch", "lk", (p) => `schtasks /create /tn x /ru kim /rp ${p}\r\n`],
  ["sql", "wl", (p) => `ALTER USER 'root'@'localhost' IDENTIFIED BY '${p}';\n`],
  ["sql", "lk", (p) => `CREATE USER app PASSWORD '${p}';\n`],
  ["sql", "lk", (p) => `EXEC sp_addlogin 'app', '${p}';\n`],
  ["sql", "wl", (p) => `CREATE CREDENTIAL c WITH IDENTITY = 'kim', SECRET = '${p}';\n`],
  ["sql", "lk", (p) => `OPEN SYMMETRIC KEY k DECRYPTION BY PASSWORD = '${p}';\n`],
  ["curl", "lk", (p) => `curl --proxy-user kim:${p} https://x.example\n`],
  ["curl", "wl", (p) => `curl -F username=kim -F 'password=${p}' https://x.example/login\n`],
  ["psql", "lk", (p) => `psql "host=db user=app password=${p} dbname=app"\n`],
  ["mongosh", "lk", (p) => `mongodump --uri="mongodb://root:${p}@db:27017/app"\n`],
  ["redis-cli", "lk", (p) => `redis-cli --user kim --pass ${p} ping\n`],
  ["az", "lk", (p) => `az vm create -n v --admin-username kim --admin-password ${p}\n`],
  [
    "aws",
    "lk",
    (p) => `aws cognito-idp admin-set-user-password --user-pool-id x --username k --password ${p} --permanent\n`,
  ],
  ["openssl", "lk", (p) => `openssl rsa -in k.pem -passin pass:${p} -out o.pem\n`],
  ["openssl", "lk", (p) => `openssl genrsa -aes256 -passout pass:"${p}" 4096\n`],
  ["wget", "lk", (p) => `wget --user=kim --password='${p}' ftp://x.example/f\n`],
  ["pairs", "wl", (p) => `{ key = "ADMIN_PASSWORD", value = "${p}" },\n`],
  ["pairs", "lk", (p) => `  - ParameterKey: DBPassword\n    ParameterValue: ${p}\n`],
  ["map", "lk", (p) => `Map<String, String> m = Map.of("username", "kim", "password", "${p}");\n`],
  ["tuple", "lk", (p) => `LOGIN = ("kim", "${p}")\nPASSWORD = LOGIN[1]\n`],
  ["json", "wlc", (p) => `{"Smtp": {"Username": "kim", "Password": ${JSON.stringify(p)}}}\n`],
  ["language de", "wl", (p) => `benutzerPasswort: "${p}"\n`],
  ["language fr", "l", (p) => `mdp_admin = '${p}'\n`],
  ["language es", "l", (p) => `clave_de_acceso = "${p}"\n`],
  ["language pt", "l", (p) => `$senha = "${p}";\n`],
  ["language ru", "l", (p) => `парольАдмина = "${p}"\n`],
  ["language zh", "l", (p) => `登录密码：${p}\n`],
  ["language ja", "l", (p) => `"パスワード": "${p}"\n`],
  ["language ko", "l", (p) => `관리자_비밀번호: ${p}\n`],
  ["language ar", "l", (p) => `"كلمة المرور": "${p}"\n`],
  ["language da", "l", (p) => `adgangskode = "${p}"\n`],
  ["language no", "l", (p) => `passord: ${p}\n`],
  ["language ro", "l", (p) => `parola_bazei = "${p}"\n`],
  ["language hr", "l", (p) => `lozinka = "${p}"\n`],
  ["language bn", "l", (p) => `পাসওয়ার্ড = "${p}"\n`],
  ["look-alikes", "l", (p) => `admin_рassword = "${p}"\n`],
  ["zero width", "l", (p) => `db_pass\u200dword: ${p}\n`],
  ["comment", "l", (p) => `// TODO remove: password = ${p}\n`],
  ["markdown", "l", (p) => `Log in as \`admin\` with password \`${p}\`.\n`],
  ["html", "l", (p) => `<input name="password" type="password" value='${p}' />\n`],
];

/** Tokens of that set. */
export const fourthTokens: TokenForms = ({ s, random, t, one }) => {
  one(
    "pat",
    () => "gh" + "o_" + s("alnum", 36),
    (k) => `gh auth login --with-token <<< ${k}\n`,
  );
  one(
    "pat",
    () => "gl" + "ptt-" + s("hex", 40),
    (k) => `curl -F token=${k} https://gitlab.example/trigger\n`,
  );
  one(
    "pat",
    () => "np" + "m_" + s("alnum", 36),
    (k) => `NPM_CONFIG_TOKEN: ${k}\n`,
  );
  one(
    "pat",
    () => "ATAT" + "T3xFfGF0" + s("b64u", 160) + "=" + s("hex", 8).toUpperCase(),
    (k) => `jira("kim@example.com", "${k}")\n`,
  );
  one(
    "pat",
    () => "CCIPAT" + "_" + s("alnum", 22) + "_" + s("hex", 40),
    (k) => `circleci setup --token ${k}\n`,
  );
  one(
    "pat",
    () => "pscale" + "_tkn_" + s("b64u", 43),
    (k) => `connect({ token: '${k}' })\n`,
  );
  one(
    "pat",
    () => "rnd" + "_" + s("alnum", 28),
    (k) => `render deploy ${k}\n`,
  );
  one(
    "pat",
    () => "nfp" + "_" + s("alnum", 36),
    (k) => `netlify deploy --auth ${k}\n`,
  );
  one(
    "pat",
    () => "pul-" + s("hex", 40),
    (k) => `pulumi login; PULUMI=${k}\n`,
  );
  one(
    "pat",
    () => "dp" + ".pt." + s("alnum", 43),
    (k) => `doppler run ${k}\n`,
  );
  one(
    "bot",
    () => s("digit", 10) + ":AA" + s("b64u", 33),
    (k) => `TELEGRAM="${k}"\n`,
  );
  one(
    "bot",
    () => "xox" + "p-" + s("digit", 11) + "-" + s("digit", 11) + "-" + s("digit", 12) + "-" + s("hex", 32),
    (k) => `slack.WebClient("${k}")\n`,
  );
  one(
    "bot",
    () => "OD" + s("alnum", 22) + "." + s("b64u", 6) + "." + s("b64u", 27),
    (k) => `bot.run('${k}')\n`,
  );
  one(
    "webhook",
    () => s("alnum", 24),
    (k) => `slack: https://hooks.slack.com/workflows/T0ABC/A0ABC/123456/${k}\n`,
  );
  one(
    "webhook",
    () => s("b64u", 68),
    (k) => `DISCORD=https://discordapp.com/api/webhooks/${s("digit", 18)}/${k}\n`,
  );
  one(
    "webhook",
    () => s("alnum", 40),
    (k) => `https://maker.ifttt.com/trigger/e/with/key/${k}\n`,
  );
  t("cloud", () => {
    const b = s("b64", 40);
    return [[b], `export AWS_SECRET_ACCESS_KEY=${b}\n`];
  });
  t("cloud", () => {
    const b = s("b64", 40);
    return [[b], `boto3.client("s3", aws_secret_access_key="${b}")\n`];
  });
  one(
    "cloud",
    () => "ASI" + "A" + s("b32", 16),
    (k) => `key ${k} rotated\n`,
  );
  one(
    "cloud",
    () => "AIz" + "aSy" + s("b64u", 33),
    (k) => `https://maps.googleapis.com/maps/api/js?key=${k}\n`,
  );
  one(
    "cloud",
    () => "ya29" + "." + s("b64u", 120),
    (k) => `gcloud("${k}")\n`,
  );
  one(
    "cloud",
    () => s("b64", 86) + "==",
    (k) => `BlobServiceClient(url, credential="${k}")\n`,
  );
  one(
    "cloud",
    () => "rk" + "_live_" + s("alnum", 24),
    (k) => `stripe.api = "${k}"\n`,
  );
  one(
    "cloud",
    () => "sk" + "-ant-admin01-" + s("b64u", 93) + "AA",
    (k) => `client("${k}")\n`,
  );
  one(
    "cloud",
    () => "pplx" + "-" + s("alnum", 48),
    (k) => `ask("${k}")\n`,
  );
  one(
    "cloud",
    () => "r8" + "_" + s("alnum", 37),
    (k) => `replicate.run("${k}")\n`,
  );
  one(
    "cloud",
    () => s("hex", 32),
    (k) => `OPENWEATHER_API_KEY=${k}\n`,
  );
  one(
    "cloud",
    () => s("hex", 32),
    (k) => `algoliasearch("APPID", "${k}", { adminApiKey: "${k}" })\n`,
  );
  one(
    "cloud",
    () => "xkeysib" + "-" + s("hex", 64) + "-" + s("alnum", 16),
    (k) => `brevo("${k}")\n`,
  );
  one(
    "cloud",
    () => "re" + "_" + s("alnum", 8) + "_" + s("alnum", 24),
    (k) => `new Resend("${k}")\n`,
  );
  t("jwt", () => {
    const sig = s("b64u", 43),
      b = Buffer.from('{"id":"' + s("digit", 12) + '"}').toString("base64url");
    return [[sig], `Cookie: session=eyJhbGciOiJIUzI1NiJ9.${b}.${sig}\n`];
  });
  t("pem", () => {
    const b = [s("b64", 1100)];
    return [b, `SSH_KEY="-----BEGIN OPENSSH PRIVATE KEY-----\\n${b[0]}\\n-----END OPENSSH PRIVATE KEY-----"\n`];
  });
  t("pem", () => {
    const b = Array.from({ length: 20 }, () => s("b64", 64));
    return [b, `const key = \`-----BEGIN EC PRIVATE KEY-----\n${b.join("\n")}\n-----END EC PRIVATE KEY-----\`;\n`];
  });
  t("putty", () => {
    const b = Array.from({ length: 8 }, () => s("b64", 64));
    return [
      b,
      `PuTTY-User-Key-File-2: ecdsa-sha2-nistp256\nEncryption: none\nPublic-Lines: 1\nAA\nPrivate-Lines: 8\n${b.join("\n")}\nPrivate-MAC: ${s("hex", 40)}\n`,
    ];
  });
  one(
    "age",
    () => "AGE-SECRET" + "-KEY-1" + s("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58),
    (k) => `export SOPS_AGE_KEY=${k}\n`,
  );
  const pool =
    "ladder lecture legend lemon leopard lesson letter level liberty license lizard lobster lottery lounge lumber machine magnet mammal mango mansion maple marble market matrix meadow melody mention".split(
      " ",
    );
  const ph = (n: number): string => {
    const p = [...pool];
    return Array.from({ length: n }, () => p.splice(Math.floor(random() * p.length), 1)[0]).join(" ");
  };
  one(
    "seed",
    () => ph(12),
    (k) => `HDNodeWallet.fromPhrase('${k}')\n`,
  );
  one(
    "seed",
    () => ph(24),
    (k) => `# ${k}\n`,
  );
  one(
    "connection",
    () => s("alnum", 16),
    (k) => `MONGO_URL=mongodb://root:${k}@db:27017/?authSource=admin\n`,
  );
  one(
    "connection",
    () => s("hex", 32),
    (k) => `Sentry.init({ dsn: "https://${k}@sentry.example.com/4" })\n`,
  );
  one(
    "rc",
    () => s("b64u", 36),
    (k) => `//registry.corp.example/:_authToken=${k}\n`,
  );
  one(
    "rc",
    () => s("alnum", 14),
    (k) => `https://oauth2:${k}@gitlab.example.com/a/b.git\n`,
  );
  one(
    "rc",
    () => Buffer.from("kim:" + s("alnum", 12)).toString("base64"),
    (k) => `{"auths": {"ghcr.io": {"auth": "${k}"}}}\n`,
  );
  one(
    "kubeconfig",
    () => s("b64", 400),
    (k) => `    client-key-data: ${k}\n`,
  );
  one(
    "named",
    () => s("alnum", 40),
    (k) => `app.secret_key = "${k}"\n`,
  );
  one(
    "named",
    () => s("hex", 32),
    (k) => `NEXTAUTH_SECRET=${k}\n`,
  );
  one(
    "named",
    () => s("b64", 43) + "=",
    (k) => `Fernet(b"${k}")\n`,
  );
  one(
    "named",
    () => "0x" + s("hex", 64),
    (k) => `PRIVATE_KEY=${k}\n`,
  );
  one(
    "named",
    () => s("alnum", 20),
    (k) => `passport.use(new GoogleStrategy({ clientID: "x", clientSecret: "${k}" }))\n`,
  );
  t("adjacent", () => {
    const a = "xox" + "b-" + s("digit", 10),
      b = s("digit", 12) + "-" + s("alnum", 24);
    return [[b], `t = "${a}-" \\\n    "${b}"\n`];
  });
  t("hash", () => {
    const k = "$argon2id$v=19$m=65536,t=3,p=4$" + s("b64", 22) + "$" + s("b64", 43);
    return [[k], `hash: ${k}\n`];
  });
};
