import type { PasswordForm, TokenForms } from "./unseenForms";
import { uuid } from "./unseenForms";

/** A set of ways to write a password, made before the finder was read: its kind, the styles of its values, its text. */
export const thirdPasswords: readonly PasswordForm[] = [
  ["yaml", "wdlmka", (p) => `db:\n  host: db.internal\n  password: ${p}\n  port: 5432\n`],
  ["yaml", "ob", (p) => `smtp:\n  user: mailer\n  pass: '${p.replace(/'/g, "''")}'\n`],
  ["yaml", "c", (p) => `vault_passphrase: ${p}\nretries: 3\n`],
  ["yaml", "wdk", (p) => `spring:\n  datasource:\n    username: sa\n    password: !!str ${p}\n`],
  ["yaml", "wac", (p) => `admin:\n  password: >-\n    ${p}\n  role: owner\n`],
  ["yaml", "wlk", (p) => `{user: root, password: ${p}, host: localhost}\n`],
  ["yaml", "wdh", (p) => `credentials:\n  - login: deploy\n    pwd: &deploy ${p}\n`],
  ["properties", "wdlmkoc", (p) => `spring.datasource.password=${p}\n`],
  ["properties", "wdka", (p) => `mail.smtp.pass : ${p}\n`],
  ["properties", "wlh", (p) => `javax.net.ssl.trustStorePassword ${p}\n`],
  ["ini", "wdlkoc", (p) => `[client]\nuser = backup\npassword = ${p}\nport=3306\n`],
  ["ini", "wdm", (p) => `[database]\nDB_USERNAME=forge\nDB_PASSWD="${p}"\n`],
  ["toml", "wdlc", (p) => `[database]\nurl = "db"\npassword = "${p}"\n`],
  ["toml", "ov", (p) => `[[users]]\nname = "kim"\npassword = '''${p}'''\n`],
  ["toml", "wk", (p) => `auth = { user = "ci", password = "${p}" }\n`],
  ["env", "wdlmkh", (p) => `DATABASE_PASSWORD=${p}\nDEBUG=1\n`],
  ["env", "voc", (p) => `export ADMIN_PASS='${p}'\n`],
  ["env", "wb", (p) => `SMTP_PW="${p}" # mail\n`],
  ["hcl", "wdl", (p) => `resource "aws_db_instance" "main" {\n  username = "root"\n  password = "${p}"\n}\n`],
  ["terraform", "wdk", (p) => `variable "master_password" {\n  type    = string\n  default = "${p}"\n}\n`],
  ["terraform", "wl", (p) => `db_admin_password = "${p}"\nregion = "eu-west-1"\n`],
  ["terraform", "wd", (p) => `  set_sensitive {\n    name  = "auth.rootPassword"\n    value = "${p}"\n  }\n`],
  ["nix", "wdl", (p) => `services.grafana.settings.security.admin_password = "${p}";\n`],
  ["nix", "wo", (p) => `  users.users.kim.initialPassword = ''${p}'';\n`],
  ["dockerfile", "wdlk", (p) => `FROM postgres:16\nENV POSTGRES_PASSWORD ${p}\n`],
  ["dockerfile", "wm", (p) => `ARG NEXUS_PASSWORD="${p}"\nRUN true\n`],
  ["dockerfile", "wd", (p) => `RUN echo 'app:${p}' | chpasswd\n`],
  ["compose", "wdl", (p) => `    environment:\n      - MYSQL_ROOT_PASSWORD=${p}\n      - TZ=UTC\n`],
  ["compose", "wk", (p) => `    command: redis-server --requirepass ${p} --appendonly yes\n`],
  ["kubernetes", "wdl", (p) => `        env:\n        - name: PGPASSWORD\n          value: "${p}"\n`],
  ["kubernetes", "wdk", (p) => `kind: Secret\nstringData:\n  username: admin\n  rabbitmq-password: ${p}\n`],
  ["kubernetes", "wl", (p) => `          - value: ${p}\n            name: REDIS_PASSWORD\n`],
  ["helm", "wdl", (p) => `auth:\n  rootPassword: "${p}"\n  database: my_db\n`],
  ["helm", "wk", (p) => `helm upgrade web ./chart --set auth.password=${p} --wait\n`],
  ["ansible", "wdl", (p) => `- hosts: all\n  vars:\n    ansible_become_pass: ${p}\n`],
  ["ansible", "wd", (p) => `web1 ansible_host=10.0.0.4 ansible_ssh_pass=${p} ansible_user=ops\n`],
  ["ansible", "wm", (p) => `    - mysql_user: name=app password=${p} priv=*.*:ALL state=present\n`],
  ["github actions", "wdl", (p) => `      env:\n        KEYSTORE_PASSWORD: ${p}\n`],
  [
    "github actions",
    "wk",
    (p) => `      - uses: docker/login-action@v3\n        with:\n          username: ci\n          password: ${p}\n`,
  ],
  ["gitlab ci", "wdl", (p) => `variables:\n  SONAR_PASSWORD:\n    value: "${p}"\n    description: x\n`],
  ["systemd", "wdl", (p) => `[Service]\nEnvironment="APP_PASSWORD=${p}"\nExecStart=/usr/bin/app\n`],
  ["systemd", "wk", (p) => `Environment=USER=app DB_PASS=${p} LANG=C\n`],
  ["nginx", "wd", (p) => `proxy_set_header X-Api-Password "${p}";\n`],
  ["nginx", "wl", (p) => `ssl_password ${p};\n`],
  ["url", "wdlka", (p) => `dsn := "postgres://app:${encodeURIComponent(p)}@db.local:5432/app?sslmode=disable"\n`],
  ["url", "wdl", (p) => `url = "jdbc:mysql://db:3306/app?user=app&password=${encodeURIComponent(p)}&useSSL=true"\n`],
  ["url", "wdk", (p) => `conn = "Server=db;Database=app;User Id=sa;Password=${p};Encrypt=true"\n`],
  ["url", "wk", (p) => `dsn = "host=db user=app password=${p} dbname=app"\n`],
  ["url", "wl", (p) => `$dsn = "app:${p}@tcp(127.0.0.1:3306)/app?parseTime=true";\n`],
  ["url", "wk", (p) => `jdbc:oracle:thin:scott/${p}@//db:1521/XE\n`],
  ["url", "lka", (p) => `redis_url: redis://:${p}@cache:6379/0\n`],
  ["url", "wl", (p) => `jdbc:sqlserver://db:1433;databaseName=app;user=sa;password={${p}};encrypt=true\n`],
  ["url", "wd", (p) => `DRIVER={ODBC Driver 18 for SQL Server};SERVER=db;UID=sa;PWD=${p}\n`],
  ["xml", "wdl", (p) => `<server>\n  <id>nexus</id>\n  <password>${p.replace(/&/g, "&amp;")}</password>\n</server>\n`],
  ["xml", "wk", (p) => `<add key="SmtpPassword" value="${p.replace(/&/g, "&amp;")}" />\n`],
  ["xml", "wd", (p) => `<property name="hibernate.connection.password">${p.replace(/&/g, "&amp;")}</property>\n`],
  ["xml", "lm", (p) => `<bean id="ds"><property name="password"><value>${p}</value></property></bean>\n`],
  ["xml", "lo", (p) => `<password><![CDATA[${p}]]></password>\n`],
  ["xml", "lk", (p) => `<user username="tomcat" password="${p}" roles="manager-gui"/>\n`],
  ["xml", "lk", (p) => `<Resource name="jdbc/app" username='app'\n   password='${p}' maxActive="20"/>\n`],
  ["plist", "ldk", (p) => `<key>ProxyPassword</key>\n<string>${p}</string>\n`],
  ["java", "wdlc", (p) => `    private static final String DB_PASSWORD = "${p}";\n`],
  ["java", "wdl", (p) => `        config.setPassword("${p}");\n`],
  ["java", "wk", (p) => `Connection c = DriverManager.getConnection(url, "sa", "${p}");\n`],
  ["java", "wd", (p) => `  char[] password = "${p}".toCharArray();\n`],
  ["java", "wl", (p) => `  props.put("ssl.keystore.password", "${p}");\n`],
  ["java", "wm", (p) => `  @Value("\${db.password:${p}}")\n`],
  ["java", "wc", (p) => `  new UsernamePasswordCredentials("kim", "${p}")\n`],
  ["java", "wk", (p) => `  String password = Optional.ofNullable(env).orElse("${p}");\n`],
  ["kotlin", "wdl", (p) => `val dbPassword: String = "${p}"\n`],
  ["kotlin", "ov", (p) => `const val PASSPHRASE = """${p}"""\n`],
  ["kotlin", "wl", (p) => `  password.set("${p}")\n`],
  ["kotlin", "wd", (p) => `mapOf("user" to "kim", "password" to "${p}")\n`],
  ["swift", "wdl", (p) => `let credential = URLCredential(user: "kim", password: "${p}", persistence: .none)\n`],
  ["swift", "ov", (p) => `let apiPassword = #"${p}"#\n`],
  ["go", "wdl", (p) => `\tcfg.Password = "${p}"\n`],
  ["go", "ov", (p) => "\tdbPass := `" + p + "`\n"],
  ["go", "wk", (p) => `\treturn &redis.Options{Addr: addr, Password: "${p}", DB: 0}\n`],
  ["go", "wd", (p) => `\treq.SetBasicAuth("kim", "${p}")\n`],
  ["go", "wl", (p) => `\tos.Setenv("PGPASSWORD", "${p}")\n`],
  ["rust", "wdl", (p) => `const DB_PASSWORD: &str = "${p}";\n`],
  ["rust", "ov", (p) => `let passphrase = r#"${p}"#;\n`],
  ["rust", "wk", (p) => `    .password(Some("${p}".to_string()))\n`],
  ["rust", "wl", (p) => `let pw: &'static [u8] = b"${p}";\n`],
  ["c#", "wdl", (p) => `var cred = new NetworkCredential("kim", "${p}");\n`],
  ["c#", "ov", (p) => `string password = @"${p}";\n`],
  ["c#", "wk", (p) => `public string AdminPassword { get; set; } = "${p}";\n`],
  ["c++", "wdl", (p) => `static const char* kPassword = "${p}";\n`],
  ["c++", "ov", (p) => `std::string pwd{R"(${p})"};\n`],
  ["c++", "wk", (p) => `#define WIFI_PASSWORD "${p}"\n`],
  ["c++", "wl", (p) => `  WiFi.begin("home", "${p}"); // ssid, password\n`],
  ["php", "wdl", (p) => `$config['db']['password'] = '${p}';\n`],
  ["php", "wk", (p) => `define('DB_PASSWORD', '${p}');\n`],
  ["php", "wd", (p) => `$pdo = new PDO($dsn, 'root', '${p}');\n`],
  ["php", "wl", (p) => `    'password' => env('DB_PASSWORD', '${p}'),\n`],
  ["php", "wc", (p) => `$pass = <<<'EOT'\n${p}\nEOT;\n`],
  ["ruby", "wdl", (p) => `  config.password = '${p}'\n`],
  ["ruby", "wk", (p) => `User.create!(email: "a@b.c", password: "${p}", password_confirmation: "${p}")\n`],
  ["ruby", "wc", (p) => `PASSPHRASE = %q(${p})\n`],
  ["ruby", "wd", (p) => `ENV["SMTP_PASSWORD"] ||= "${p}"\n`],
  ["ruby", "wl", (p) => `  :password => "${p}",\n`],
  ["perl", "wdl", (p) => `my $password = '${p}';\n`],
  ["perl", "wk", (p) => `my $dbh = DBI->connect("dbi:Pg:dbname=app", "app", "${p}");\n`],
  ["perl", "wo", (p) => `$cfg{passwd} = q{${p.replace(/[{}]/g, "")}};\n`],
  ["lua", "wdl", (p) => `local password = "${p}"\n`],
  ["lua", "ov", (p) => `conf.pass = [[${p}]]\n`],
  ["r", "wdl", (p) => `con <- dbConnect(RPostgres::Postgres(), user = "app", password = "${p}")\n`],
  ["r", "wk", (p) => `db_password <- "${p}"\nSys.setenv(PGPASSWORD = "x")\n`],
  ["julia", "wdl", (p) => `const DB_PASSWORD = "${p}"\nconn = connect(; passwd="${p}")\n`],
  ["elixir", "wdl", (p) => `config :app, App.Repo, username: "postgres", password: "${p}"\n`],
  ["elixir", "wk", (p) => `  secret: ~s(${p}), password: ~S{${p}}\n`],
  ["clojure", "wdl", (p) => `{:dbtype "postgresql" :user "app" :password "${p}"}\n`],
  ["clojure", "wk", (p) => `(def admin-password "${p}")\n`],
  ["scala", "wdl", (p) => `val password: Option[String] = Some("${p}")\n`],
  ["scala", "wo", (p) => `db.default.password = \${?DB_PASS}\nval pass = """${p}"""\n`],
  ["dart", "wdl", (p) => `  final String password = '${p}';\n  await signIn(email: e, password: '${p}');\n`],
  ["dart", "ov", (p) => `const kPassphrase = r'${p}';\n`],
  ["python", "wdlc", (p) => `PASSWORD = "${p}"\n`],
  ["python", "wk", (p) => `conn = psycopg2.connect(host="db", user="app", password='${p}')\n`],
  ["python", "ov", (p) => `pwd = r"${p}"\n`],
  ["python", "wd", (p) => `requests.get(url, auth=("kim", "${p}"))\n`],
  ["python", "wl", (p) => `password = os.environ.get("DB_PASSWORD", "${p}")\n`],
  ["python", "wk", (p) => `parser.add_argument("--password", default="${p}", help="x")\n`],
  ["python", "wm", (p) => `    server.login("kim@example.com", "${p}")\n`],
  ["python", "wd", (p) => `if password == "${p}":\n    return True\n`],
  ["python", "wk", (p) => `USERS = {"admin": {"role": "x", "password": "${p}"}}\n`],
  ["python", "wa", (p) => `password = ("${p.slice(0, 5)}"\n            "${p.slice(5)}")\n`],
  ["typescript", "wdlc", (p) => `const options = { user: "app", password: "${p}", ssl: true };\n`],
  ["typescript", "wk", (p) => `await page.fill("#password", "${p}");\n`],
  ["typescript", "wd", (p) => `const pass = process.env.PASS ?? "${p}";\n`],
  ["typescript", "b", (p) => "const password = `" + p + "`;\n"],
  ["typescript", "wm", (p) => `mongoose.connect(uri, { user: "a", pass: '${p}' });\n`],
  ["typescript", "wa", (p) => `const secret = "${p.slice(0, 6)}" + "${p.slice(6)}";\n`],
  ["powershell", "wdl", (p) => `$Password = ConvertTo-SecureString "${p}" -AsPlainText -Force\n`],
  ["powershell", "wk", (p) => `New-LocalUser -Name kim -Password '${p}'\n`],
  ["powershell", "wo", (p) => `$cred = @{ UserName = 'kim'; Password = '${p.replace(/'/g, "")}' }\n`],
  ["powershell", "wc", (p) => `[string]$AdminPwd = @'\n${p}\n'@\n`],
  ["bash", "wdlkc", (p) => `PASSWORD='${p}'\n`],
  ["bash", "lk", (p) => `PGPASSWORD=${p} psql -h db -U app -c 'select 1'\n`],
  ["bash", "wl", (p) => `: "\${DB_PASSWORD:=${p}}"\n`],
  ["bash", "wl", (p) => `declare -r ROOT_PASS="${p}"\nreadonly X=1\n`],
  ["bash", "wc", (p) => `read -r -d '' PASSPHRASE <<'EOF'\n${p}\nEOF\n`],
  ["bash", "lk", (p) => `echo "${p}" | sudo -S apt-get update\n`],
  ["bash", "wl", (p) => `docker login -u ci --password-stdin <<< "${p}"\n`],
  ["fish", "wdl", (p) => `set -gx DB_PASSWORD ${p.replace(/&/g, "\\&")}\n`],
  ["batch", "wdlk", (p) => `set DB_PASSWORD=${p}\r\n`],
  ["batch", "lk", (p) => `net use Z: \\\\srv\\share ${p} /user:kim\r\n`],
  ["batch", "lk", (p) => `setx API_PASSWORD "${p}" /M\r\n`],
  ["sql", "wdl", (p) => `CREATE USER app IDENTIFIED BY '${p}';\n`],
  ["sql", "wk", (p) => `ALTER ROLE app WITH LOGIN PASSWORD '${p}';\n`],
  ["sql", "wd", (p) => `CREATE LOGIN app WITH PASSWORD = N'${p}', CHECK_POLICY = OFF;\n`],
  ["sql", "lk", (p) => `ALTER USER scott IDENTIFIED BY "${p}" ACCOUNT UNLOCK;\n`],
  ["sql", "wk", (p) => `SET PASSWORD FOR 'app'@'%' = PASSWORD('${p}');\n`],
  ["sql", "wl", (p) => `GRANT ALL ON app.* TO 'app'@'%' IDENTIFIED WITH mysql_native_password BY '${p}';\n`],
  ["sql", "wl", (p) => `CREATE USER u IDENTIFIED WITH plaintext_password BY '${p}';\n`],
  ["sql", "wd", (p) => `UPDATE users SET password = crypt('${p}', gen_salt('bf')) WHERE id = 1;\n`],
  ["sql", "wk", (p) => `CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'u', password '${p}');\n`],
  ["sql", "wl", (p) => `CHANGE MASTER TO MASTER_USER='repl', MASTER_PASSWORD='${p}';\n`],
  ["sql", "wl", (p) => `INSERT INTO users (name, password, role) VALUES ('kim', '${p}', 'admin');\n`],
  ["sql", "wk", (p) => `CREATE DATABASE LINK l CONNECT TO scott IDENTIFIED BY ${p} USING 'tns';\n`],
  ["cql/neo4j", "wl", (p) => `CREATE USER kim SET PLAINTEXT PASSWORD '${p}' CHANGE NOT REQUIRED\n`],
  ["cql/neo4j", "wd", (p) => `CREATE ROLE app WITH PASSWORD = '${p}' AND LOGIN = true;\n`],
  ["curl", "wdlk", (p) => `curl -u kim:${p.replace(/&/g, "\\&")} https://api.example.com/v1\n`],
  ["curl", "wc", (p) => `curl --user "kim:${p}" -X POST https://x.example/\n`],
  ["curl", "lk", (p) => `curl -d 'user=kim&password=${p}' https://x.example/login\n`],
  ["curl", "wl", (p) => `curl -d '{"username":"kim","password":"${p}"}' https://x.example/login\n`],
  ["wget", "lk", (p) => `wget --http-user=kim --http-password=${p} https://x.example/f\n`],
  ["mysql", "lka", (p) => `mysqldump -u root -p${p} app > app.sql\n`],
  ["mysql", "lk", (p) => `mysql --user=root --password=${p} app\n`],
  ["mongosh", "lk", (p) => `mongosh --host db -u root -p ${p} --authenticationDatabase admin\n`],
  ["redis-cli", "lka", (p) => `redis-cli -h cache -a ${p} ping\n`],
  ["redis-cli", "lk", (p) => `AUTH default ${p}\nrequirepass ${p}\n`],
  ["sshpass", "wk", (p) => `sshpass -p '${p}' ssh kim@host uptime\n`],
  ["docker login", "lk", (p) => `docker login registry.example.com -u ci -p ${p}\n`],
  ["az", "wk", (p) => `az login --service-principal -u 1f --password '${p}' --tenant t\n`],
  ["az", "lk", (p) => `az sql server create -n s --admin-user kim --admin-password ${p} -g rg\n`],
  ["aws", "lk", (p) => `aws rds create-db-instance --master-username root --master-user-password ${p}\n`],
  ["gcloud", "lk", (p) => `gcloud sql users set-password root --host=% --password=${p}\n`],
  ["kubectl", "lk", (p) => `kubectl create secret generic db --from-literal=username=a --from-literal=password=${p}\n`],
  ["kubectl", "lk", (p) => `kubectl create secret docker-registry r --docker-username=ci --docker-password=${p}\n`],
  ["openssl", "lkw", (p) => `openssl enc -aes-256-cbc -in f -out g -pass pass:'${p}'\n`],
  ["openssl", "lk", (p) => `openssl pkcs12 -export -in c.pem -passout pass:${p} -out c.p12\n`],
  ["keytool", "lk", (p) => `keytool -genkey -alias a -storepass ${p} -keypass ${p}\n`],
  ["gpg", "lk", (p) => `gpg --batch --passphrase ${p} -d f.gpg\n`],
  [
    "smbclient",
    "lk",
    (p) => `smbclient //srv/share -U kim%${p}\nmount -t cifs -o username=kim,password=${p} //srv/s /mnt\n`,
  ],
  ["ldap", "lk", (p) => `ldapsearch -x -D cn=admin,dc=x -w ${p} -b dc=x\n`],
  ["zip", "lk", (p) => `7z a -p${p} out.7z dir\nzip -P ${p} o.zip f\n`],
  ["pairs", "wk", (p) => `  { "name": "DB_PASSWORD",\n    "value": "${p}" },\n`],
  ["pairs", "wl", (p) => `- key: password\n  value: ${p}\n`],
  ["pairs", "wd", (p) => `{"ParameterKey": "MasterPassword", "ParameterValue": "${p}"}\n`],
  ["pairs", "wl", (p) => `options:\n  Name=SecretPassword\n  Value=${p}\n`],
  ["tuple", "wk", (p) => `creds = [("username", "kim"), ("password", "${p}")]\n`],
  ["tuple", "wl", (p) => `List.of(Map.entry("password", "${p}"))\n`],
  ["named argument", "wd", (p) => `connect(user: "kim", passwd: "${p}")\n`],
  ["constructor", "wl", (p) => `auto auth = PasswordAuthentication("kim", "${p}");\n`],
  ["constructor", "wd", (p) => `new Credentials("kim", "${p}")\n`],
  ["json", "wdlkc", (p) => `{\n  "host": "x",\n  "adminPassword": ${JSON.stringify(p)}\n}\n`],
  ["json", "o", (p) => `{"password":${JSON.stringify(p)}}\n`],
  ["language de", "wdl", (p) => `datenbank_kennwort = "${p}"\n`],
  ["language fr", "wdl", (p) => `motDePasse: "${p}"\n`],
  ["language es", "wdl", (p) => `$contraseña = '${p}';\n`],
  ["language pt", "wl", (p) => `senha_do_banco: ${p}\n`],
  ["language it", "wl", (p) => `String parolaDordine = "${p}";\n`],
  ["language ru", "wdl", (p) => `пароль: ${p}\n`],
  ["language uk", "wl", (p) => `const парольБази = "${p}";\n`],
  ["language zh", "wdl", (p) => `数据库密码 = "${p}"\n`],
  ["language ja", "wl", (p) => `パスワード: ${p}\n`],
  ["language ko", "wl", (p) => `비밀번호 = "${p}"\n`],
  ["language ar", "wl", (p) => `كلمة_المرور = "${p}"\n`],
  ["language he", "wl", (p) => `סיסמה: ${p}\n`],
  ["language el", "wl", (p) => `κωδικός_πρόσβασης = "${p}"\n`],
  ["language hi", "wl", (p) => `पासवर्ड = "${p}"\n`],
  ["language tr", "wl", (p) => `veritabani_sifresi = "${p}"\n`],
  ["language pl", "wl", (p) => `haslo_admina=${p}\n`],
  ["language nl", "wl", (p) => `wachtwoordDatabase = "${p}"\n`],
  ["language sv", "wl", (p) => `losenord: ${p}\n`],
  ["language cs", "wl", (p) => `heslo = "${p}"\n`],
  ["language hu", "wl", (p) => `adatbazisJelszo = "${p}"\n`],
  ["language fi", "wl", (p) => `salasana = "${p}"\n`],
  ["language vi", "wl", (p) => `mật_khẩu = "${p}"\n`],
  ["language id", "wl", (p) => `kata_sandi = "${p}"\n`],
  ["language th", "wl", (p) => `รหัสผ่าน = "${p}"\n`],
  ["look-alikes", "wl", (p) => `db_pаsswоrd = "${p}"\n`],
  ["look-alikes", "wl", (p) => `ｐａｓｓｗｏｒｄ：${p}\n`],
  ["look-alikes", "wl", (p) => `раssphrase: ${p}\n`],
  ["zero width", "wl", (p) => `pass\u200bword = "${p}"\n`],
  ["zero width", "wa", (p) => `password = "${p.slice(0, 4)}\u200b${p.slice(4)}"\n`],
  ["comment", "wl", (p) => `# root password: ${p}\n`],
  ["comment", "wk", (p) => `// login with admin / ${p} (password)\n`],
  ["comment", "wl", (p) => `/* pw=${p} */\n`],
  ["markdown", "wl", (p) => `- **Password:** \`${p}\`\n`],
  ["markdown", "wk", (p) => `| Password | \`${p}\` |\n`],
  ["html", "wl", (p) => `<input type="password" name="pw" value="${p}">\n`],
];

const j = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Tokens of that set. */
export const thirdTokens: TokenForms = ({ s, random, t, one }) => {
  const pem = (_label: string, n = 16): string[] => Array.from({ length: n }, () => s("b64", 64));

  one(
    "bot token",
    () => s("digit", 10) + ":AA" + s("b64u", 33),
    (k) => `bot = Bot("${k}")\n`,
  );
  one(
    "bot token",
    () => s("digit", 9) + ":AA" + s("b64u", 33),
    (k) => `curl https://api.telegram.org/bot${k}/getMe\n`,
  );
  one(
    "bot token",
    () => "MT" + s("alnum", 24) + "." + s("b64u", 6) + "." + s("b64u", 38),
    (k) => `client.login("${k}");\n`,
  );
  one(
    "bot token",
    () => "xox" + "b-" + s("digit", 12) + "-" + s("digit", 12) + "-" + s("alnum", 24),
    (k) => `app = App.new("${k}")\n`,
  );
  one(
    "bot token",
    () => "xap" + "p-1-A" + s("updig", 10) + "-" + s("digit", 13) + "-" + s("hex", 64),
    (k) => `SocketMode(${JSON.stringify(k)})\n`,
  );
  one(
    "pat",
    () => "gh" + "p_" + s("alnum", 36),
    (k) => `git clone https://${k}@github.com/a/b\n`,
  );
  one(
    "pat",
    () => "github" + "_pat_" + s("alnum", 22) + "_" + s("alnum", 59),
    (k) => `octokit({ auth: '${k}' })\n`,
  );
  one(
    "pat",
    () => "gl" + "pat-" + s("b64u", 20),
    (k) => `glab auth login --token ${k}\n`,
  );
  one(
    "pat",
    () => "ATB" + "B" + s("alnum", 28) + s("hex", 8).toUpperCase(),
    (k) => `push "${k}"\n`,
  );
  one(
    "pat",
    () => "dop" + "_v1_" + s("hex", 64),
    (k) => `doctl auth init -t ${k}\n`,
  );
  one(
    "pat",
    () => "np" + "m_" + s("alnum", 36),
    (k) => `//registry.npmjs.org/:_authToken=${k}\n`,
  );
  one(
    "pat",
    () => "py" + "pi-AgEIcHlwaS5vcmc" + s("b64u", 120),
    (k) => `[pypi]\nusername = __token__\npassword = ${k}\n`,
  );
  one(
    "pat",
    () => "rubygems_" + s("hex", 48),
    (k) => `:rubygems_api_key: ${k}\n`,
  );
  one(
    "pat",
    () => "dckr" + "_pat_" + s("b64u", 27),
    (k) => `docker login -u kim -p ${k}\n`,
  );
  one(
    "pat",
    () => "fly" + "v1 fm2_" + s("b64", 80),
    (k) => `fly = "${k}"\n`,
  );
  one(
    "pat",
    () => "hf" + "_" + s("alnum", 34),
    (k) => `login("${k}")\n`,
  );
  one(
    "pat",
    () => "lin" + "_api_" + s("alnum", 40),
    (k) => `new LinearClient({ k: "${k}" })\n`,
  );
  one(
    "pat",
    () => "ntn" + "_" + s("digit", 11) + s("alnum", 35),
    (k) => `notion.auth("${k}")\n`,
  );
  one(
    "pat",
    () => "pat" + s("alnum", 14) + "." + s("hex", 64),
    (k) => `Airtable("${k}")\n`,
  );
  one(
    "pat",
    () => s("lowdig", 52),
    (k) => `az devops login --pat ${k}\nAZURE_DEVOPS_EXT_PAT=${k}\n`,
  );
  one(
    "pat",
    () => "sbp" + "_" + s("hex", 40),
    (k) => `supabase login --token ${k}\n`,
  );
  one(
    "pat",
    () => "vercel_" + s("alnum", 24),
    (k) => `vercel --token ${k} deploy\n`,
  );
  one(
    "pat",
    () => "sntrys" + "_" + s("b64", 90) + "_" + s("b64", 43),
    (k) => `sentry("${k}")\n`,
  );
  one(
    "pat",
    () => "glsa" + "_" + s("alnum", 32) + "_" + s("hex", 8),
    (k) => `grafana ${k}\n`,
  );
  one(
    "pat",
    () => "hvs" + "." + s("b64u", 90),
    (k) => `vault login ${k}\n`,
  );
  one(
    "pat",
    () => "shpat" + "_" + s("hex", 32),
    (k) => `X-Shopify-Access-Token: ${k}\n`,
  );
  one(
    "pat",
    () => "figd" + "_" + s("b64u", 40),
    (k) => `figma(${JSON.stringify(k)})\n`,
  );
  one(
    "pat",
    () => "PMAK" + "-" + s("hex", 24) + "-" + s("hex", 34),
    (k) => `postman "${k}"\n`,
  );
  one(
    "pat",
    () => "dapi" + s("hex", 32),
    (k) => `databricks --token ${k}\n`,
  );
  one(
    "pat",
    () => "tskey" + "-auth-" + s("alnum", 12) + "-" + s("alnum", 32),
    (k) => `tailscale up --authkey ${k}\n`,
  );
  one(
    "pat",
    () => "ey" + "J" + s("b64u", 30) + "." + "ey" + "J" + s("b64u", 90) + "." + s("b64u", 43),
    (k) => `const t = "${k}";\n`,
  );
  t("jwt", () => {
    const sig = s("b64u", 86),
      body = j({ sub: s("digit", 8), iat: 1700000000, n: s("alnum", 12) });
    return [
      [body, sig],
      `curl -H "Authorization: Bearer ${j({ alg: "ES256", typ: "JWT" })}.${body}.${sig}" https://x\n`,
    ];
  });
  t("jwt", () => {
    const sig = s("b64u", 43),
      body = j({ exp: 1700000000, role: "anon", ref: s("lower", 20) });
    return [[body, sig], `verify('${j({ typ: "JWT", alg: "HS256" })}.${body}.${sig}')\n`];
  });
  one(
    "bearer",
    () => s("alnum", 40),
    (k) => `  headers: { Authorization: "Bearer ${k}" }\n`,
  );
  t("bearer", () => {
    const k = Buffer.from("kim:" + s("alnum", 14)).toString("base64");
    return [[k], `  -H 'Authorization: Basic ${k}'\n`];
  });
  one(
    "bearer",
    () => s("hex", 40),
    (k) => `  "Authorization": "Token ${k}",\n`,
  );
  one(
    "bearer",
    () => s("hex", 32),
    (k) => `x-api-key: ${k}\n`,
  );
  one(
    "webhook",
    () => s("alnum", 24),
    (k) => `url: https://hooks.slack.com/services/T${s("updig", 8)}/B${s("updig", 8)}/${k}\n`,
  );
  one(
    "webhook",
    () => s("b64u", 68),
    (k) => `post("https://discord.com/api/webhooks/${s("digit", 18)}/${k}")\n`,
  );
  one(
    "webhook",
    () => s("hex", 32),
    (k) => `https://example.webhook.office.com/webhookb2/${uuid(s)}@${uuid(s)}/IncomingWebhook/${k}/${uuid(s)}\n`,
  );
  one(
    "webhook",
    () => s("alnum", 22),
    (k) => `https://hooks.zapier.com/hooks/catch/${s("digit", 7)}/${k}/\n`,
  );
  one(
    "webhook",
    () => "whs" + "ec_" + s("alnum", 32),
    (k) => `constructEvent(body, sig, "${k}")\n`,
  );
  one(
    "webhook",
    () => s("b64u", 43),
    (k) => `https://chat.googleapis.com/v1/spaces/AAAA/messages?key=k&token=${k}\n`,
  );
  one(
    "webhook",
    () => s("hex", 32),
    (k) => `https://oapi.dingtalk.com/robot/send?access_token=${k}\n`,
  );
  one(
    "webhook",
    () => s("hex", 8) + "-" + s("hex", 4) + "-4" + s("hex", 3) + "-a" + s("hex", 3) + "-" + s("hex", 12),
    (k) => `https://open.feishu.cn/open-apis/bot/v2/hook/${k}\n`,
  );
  t("cloud", () => {
    const a = "AKI" + "A" + s("b32", 16),
      b = s("b64", 40);
    return [[a, b], `[default]\naws_access_key_id = ${a}\naws_secret_access_key = ${b}\n`];
  });
  t("cloud", () => {
    const a = "AKI" + "A" + s("b32", 16),
      b = s("b64", 40);
    return [[a, b], `new AWS.Credentials("${a}", "${b}")\n`];
  });
  one(
    "cloud",
    () => "AIz" + "aSy" + s("b64u", 33),
    (k) => `maps.load("${k}")\n`,
  );
  one(
    "cloud",
    () => "GOC" + "SPX-" + s("b64u", 28),
    (k) => `"client_secret":"${k}"\n`,
  );
  one(
    "cloud",
    () => s("b64", 86) + "==",
    (k) => `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${k};EndpointSuffix=core.windows.net\n`,
  );
  one(
    "cloud",
    () => s("b64", 43) + "=",
    (k) => `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${k}\n`,
  );
  one(
    "cloud",
    () => s("alnum", 3) + "8Q~" + s("alnum", 34),
    (k) => `ClientSecretCredential(t, c, "${k}")\n`,
  );
  one(
    "cloud",
    () => s("b64u", 43) + "%3D",
    (k) => `https://a.blob.core.windows.net/c/f?sv=2022-11-02&se=2030-01-01&sr=b&sp=r&sig=${k}\n`,
  );
  one(
    "cloud",
    () => s("hex", 64),
    (k) => `https://b.s3.amazonaws.com/f?X-Amz-Credential=x&X-Amz-SignedHeaders=host&X-Amz-Signature=${k}\n`,
  );
  one(
    "cloud",
    () => "LTA" + "I" + s("alnum", 20),
    (k) => `oss("${k}")\n`,
  );
  one(
    "cloud",
    () => s("hex", 37),
    (k) => `X-Auth-Email: a@b.c\nX-Auth-Key: ${k}\n`,
  );
  one(
    "cloud",
    () => s("b64u", 40),
    (k) => `CLOUDFLARE_API_TOKEN=${k}\n`,
  );
  one(
    "cloud",
    () => "SG" + "." + s("b64u", 22) + "." + s("b64u", 43),
    (k) => `sg.send("${k}")\n`,
  );
  one(
    "cloud",
    () => "sk" + "_live_" + s("alnum", 24),
    (k) => `Stripe("${k}")\n`,
  );
  one(
    "cloud",
    () => "sk" + "-proj-" + s("b64u", 60) + "T3Blb" + "kFJ" + s("b64u", 60),
    (k) => `OpenAI("${k}")\n`,
  );
  one(
    "cloud",
    () => "sk" + "-ant-api03-" + s("b64u", 93) + "AA",
    (k) => `Anthropic("${k}")\n`,
  );
  one(
    "cloud",
    () => "gsk" + "_" + s("alnum", 52),
    (k) => `Groq("${k}")\n`,
  );
  one(
    "cloud",
    () => "xai" + "-" + s("alnum", 80),
    (k) => `grok "${k}"\n`,
  );
  one(
    "cloud",
    () => "AC" + s("hex", 32),
    (k) => `Twilio("${k}", x)\n`,
  );
  t("cloud", () => {
    const k = s("hex", 32);
    return [[k], `client = Client("AC${s("hex", 32)}", "${k}")\n`];
  });
  one(
    "cloud",
    () => "key" + "-" + s("hex", 32),
    (k) => `curl -s --user 'api:${k}' https://api.mailgun.net/v3\n`,
  );
  one(
    "cloud",
    () => s("hex", 32) + "-us12",
    (k) => `Mailchimp("${k}")\n`,
  );
  one(
    "cloud",
    () => "NRAK" + "-" + s("updig", 27),
    (k) => `newrelic "${k}"\n`,
  );
  one(
    "cloud",
    () => s("hex", 32),
    (k) => `DD_API_KEY=${k} bash -c install\n`,
  );
  one(
    "cloud",
    () => s("hex", 32),
    (k) => `datadog.initialize({ apiKey: '${k}' })\n`,
  );
  one(
    "cloud",
    () => "EAA" + s("alnum", 150),
    (k) => `fb("${k}")\n`,
  );
  one(
    "cloud",
    () => s("hex", 8) + "-" + s("hex", 4) + "-" + s("hex", 4) + "-" + s("hex", 4) + "-" + s("hex", 12),
    (k) => `HEROKU_API_KEY=${k}\n`,
  );
  one(
    "cloud",
    () => s("alnum", 20) + ":" + s("alnum", 40),
    (k) => `es_api_key = "${k}"\n`,
  );
  one(
    "cloud",
    () => "CFPAT" + "-" + s("b64u", 43),
    (k) => `contentful ${k}\n`,
  );
  one(
    "cloud",
    () => "sq0csp" + "-" + s("b64u", 43),
    (k) => `Square("${k}")\n`,
  );
  for (const [lab, wrap] of [
    ["RSA PRIVATE KEY", "\\n"],
    ["EC PRIVATE KEY", "\\n"],
    ["PRIVATE KEY", "\\n"],
  ])
    t("pem one line", () => {
      const b = pem(lab, 12);
      return [
        b,
        `  "private_key": "-----BEGIN ${lab}-----${wrap}${b.join(wrap)}${wrap}-----END ${lab}-----${wrap}",\n`,
      ];
    });
  t("pem one line", () => {
    const b = pem("", 6);
    return [b, `key = '-----BEGIN OPENSSH PRIVATE KEY----- ${b.join(" ")} -----END OPENSSH PRIVATE KEY-----'\n`];
  });
  t("pem one line", () => {
    const b = [s("b64", 900)];
    return [b, `PRIVATE_KEY=-----BEGIN RSA PRIVATE KEY-----${b[0]}-----END RSA PRIVATE KEY-----\n`];
  });
  t("pem", () => {
    const b = pem("", 14);
    return [
      b,
      `key = (\n    "-----BEGIN RSA PRIVATE KEY-----\\n"\n${b.map((l) => `    "${l}\\n"`).join("\n")}\n    "-----END RSA PRIVATE KEY-----\\n")\n`,
    ];
  });
  t("pem", () => {
    const b = pem("", 14);
    return [
      b,
      `tls:\n  key: |\n    -----BEGIN ENCRYPTED PRIVATE KEY-----\n${b.map((l) => "    " + l).join("\n")}\n    -----END ENCRYPTED PRIVATE KEY-----\n`,
    ];
  });
  t("pem", () => {
    const b = [s("b64", 1200)];
    return [b, `users:\n- name: kim\n  user:\n    client-key-data: LS0tLS1CRUdJTi${b[0]}\n`];
  });
  t("putty", () => {
    const b = pem("", 14);
    return [
      b,
      `PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: k\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 14\n${b.join("\n")}\nPrivate-MAC: ${s("hex", 64)}\n`,
    ];
  });
  one(
    "age",
    () => "AGE-SECRET" + "-KEY-1" + s("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58),
    (k) => `# public key: age1x\n${k}\n`,
  );
  t("gpg", () => {
    const b = pem("", 14);
    return [
      b,
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${b.join("\n")}\n=${s("b64", 4)}\n-----END PGP PRIVATE KEY BLOCK-----\n`,
    ];
  });
  t("wireguard", () => {
    const k = s("b64", 43) + "=";
    return [[k], `[Interface]\nPrivateKey = ${k}\nAddress = 10.0.0.1/24\n`];
  });
  const bip =
    "abandon ability able about above absent absorb abstract absurd abuse access accident account accuse achieve acid acoustic acquire across act action actor actress actual".split(
      " ",
    );
  const more =
    "zoo wrestle youth yellow wisdom window whale velvet vacuum uncle tunnel tobacco sunset stable spider rocket quantum pyramid puzzle ocean mountain kitchen jungle island hazard giraffe fossil eagle dolphin canyon bridge banana".split(
      " ",
    );
  const phrase = (n: number): string => {
    const left = [...new Set(rndpool)];
    return Array.from({ length: n }, () => left.splice(Math.floor(random() * left.length), 1)[0]).join(" ");
  };
  const rndpool = bip.concat(more, more, more);
  one(
    "seed",
    () => phrase(12),
    (k) => `const wallet = fromPhrase("${k}");\n`,
  );
  one(
    "seed",
    () => phrase(24),
    (k) => `MNEMONIC=${k}\n`,
  );
  one(
    "seed",
    () => phrase(12),
    (k) =>
      `backup words: ${k
        .split(" ")
        .map((w, i) => `${i + 1}. ${w}`)
        .join(" ")}\n`,
  );
  one(
    "seed",
    () => phrase(12),
    (k) =>
      `seed = [${k
        .split(" ")
        .map((w) => `"${w}"`)
        .join(", ")}]\n`,
  );
  one(
    "seed",
    () => phrase(24),
    (k) => `${k.split(" ").join("\n")}\n`,
  );
  one(
    "connection",
    () => s("alnum", 18),
    (k) => `mongodb+srv://kim:${k}@c0.abc.mongodb.net/app\n`,
  );
  one(
    "connection",
    () => s("alnum", 14),
    (k) => `amqps://app:${k}@mq.local/vh\n`,
  );
  one(
    "connection",
    () => s("alnum", 14),
    (k) => `"rediss://default:${k}@x.upstash.io:6379"\n`,
  );
  one(
    "connection",
    () => s("hex", 32),
    (k) => `SENTRY_DSN=https://${k}@o1.ingest.sentry.io/2\n`,
  );
  one(
    "connection",
    () => s("alnum", 12),
    (k) => `proxy = http://kim:${k}@proxy.corp:3128\n`,
  );
  one(
    "connection",
    () => s("b64", 86) + "==",
    (k) => `HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey=${k}\n`,
  );
  one(
    "rc",
    () => Buffer.from("x" + s("alnum", 16)).toString("base64"),
    (k) => `//npm.corp/:_password="${k}"\n_auth=${k}\n`,
  );
  one(
    "rc",
    () => s("alnum", 12),
    (k) => `machine api.example.com login kim password ${k}\n`,
  );
  one(
    "rc",
    () => s("alnum", 12),
    (k) => `machine x\n  login kim\n  password ${k}\n`,
  );
  one(
    "rc",
    () => s("alnum", 20),
    (k) => `https://kim:${k}@git.example.com\n`,
  );
  one(
    "rc",
    () => s("b64", 40),
    (k) => `{"auths":{"r.example.com":{"auth":"${k}"}}}\n`,
  );
  one(
    "rc",
    () => s("lower", 10),
    (k) => `db.local:5432:app:kim:${k}\n`,
  );
  one(
    "kubeconfig",
    () => s("b64u", 60),
    (k) => `  user:\n    token: ${k}\n`,
  );
  one(
    "kubeconfig",
    () => s("lowdig", 6) + "." + s("lowdig", 16),
    (k) => `kubeadm join 10.0.0.1:6443 --token ${k}\n`,
  );
  one(
    "named",
    () => s("alnum", 32),
    (k) => `SECRET_KEY = '${k}'\n`,
  );
  one(
    "named",
    () => "django-insecure-" + s("abcdefghijklmnopqrstuvwxyz0123456789$#@!(&*^%-_=+", 50),
    (k) => `SECRET_KEY = '${k}'\n`,
  );
  one(
    "named",
    () => s("hex", 64),
    (k) => `config.secret_key_base = "${k}"\n`,
  );
  one(
    "named",
    () => "base64:" + s("b64", 43) + "=",
    (k) => `APP_KEY=${k}\n`,
  );
  one(
    "named",
    () => s("b64", 43) + "=",
    (k) => `encryption_key: ${k}\n`,
  );
  one(
    "named",
    () => s("b32", 32),
    (k) => `otpauth://totp/x:kim?secret=${k}&issuer=x\n`,
  );
  one(
    "named",
    () => s("alnum", 30),
    (k) => `jwt.sign(payload, "${k}", { expiresIn: "1h" })\n`,
  );
  one(
    "named",
    () => s("lowdig", 8),
    (k) => `app.use(session({ secret: "${k}" }))\n`,
  );
  one(
    "named",
    () => s("alnum", 24),
    (k) => `hmac.new(b"${k}", msg, hashlib.sha256)\n`,
  );
  one(
    "named",
    () => s("hex", 64),
    (k) => `new ethers.Wallet("0x${k}")\n`,
  );
  one(
    "named",
    () => s("hex", 32),
    (k) => `consumer_key="x" consumer_secret="${k}"\n`,
  );
  t("adjacent", () => {
    const a = "gh" + "p_" + s("alnum", 14),
      b = s("alnum", 22);
    return [[a, b], `token = "${a}" + "${b}"\n`];
  });
  t("adjacent", () => {
    const a = "sk" + "_live_" + s("alnum", 4),
      b = s("alnum", 20);
    return [[a, b], `x = ("${a}"\n     "${b}")\n`];
  });
  t("zero width", () => {
    const a = "AKI" + "A" + s("b32", 6),
      b = s("b32", 10);
    return [[a, b], `x = "${a}\u200d${b}"\n`];
  });
  t("hash", () => {
    const k = "$2b$12$" + s("alnum", 53);
    return [[k], `kim:${k}\n`];
  });
  t("hash", () => {
    const k = s("alnum", 16) + "$" + s("alnum", 86);
    return [[k], `root:$6$${k}:19000:0:99999:7:::\n`];
  });
};
