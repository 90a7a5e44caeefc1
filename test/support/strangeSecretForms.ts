import { wordlist } from "@scure/bip39/wordlists/english.js";
import { mulberry32 } from "../../server/src/base/mulberry32";
import type { SecretForm } from "./secretForms";

/**
 * Ways to write a password that `secretForms.ts` doesn't have, one a line, made before the finder's code was read; `¶` is a line break, `→` a tab, `⊙` an invisible
 * character, and the letter in `‹›` the kind of value: `w` a word with digits, `s` with signs, `$` beginning with a sign, `\` with a backslash, `a` several words.
 */
const passwordForms = String.raw`
yaml|redis:¶  requirepass: ‹s›
yaml|datasource:¶  password: ‹$›¶  username: sa
yaml|ldap_bind_pw: ‹s›
yaml|credentials:¶  admin:¶    secret: ‹s›
yaml|password : ‹s›
yaml|"password": ‹s›
yaml|  db_password:    ‹$›   # ask ops
yaml|smtp: { host: a.example, pass: ‹w›, port: 25 }
yaml|default_password: &pw ‹s›
yaml|password: |-¶    ‹$›
yaml|mysql_root_password: "‹$›"
yaml|vault_pass: '‹s›'
yaml|users:¶  - name: ann¶    passwd: ‹$›
yaml|auth_password: !unsafe '‹s›'
yaml|basicAuth:¶  username: ann¶  password: ‹s›
properties|quarkus.datasource.password=‹s›
properties|ssl.truststore.password = ‹$›
properties|org.quartz.dataSource.x.password: ‹s›
properties|sonar.login=ann¶sonar.password=‹w›
properties|db.default.password="‹$›"
properties|jdbc.password   ‹w›
properties|signing.password=‹s›
properties|storePassword=‹w›¶keyPassword=‹w›
ini|; backup¶passwd=‹$›
ini|[smtp]¶smtp_pass = "‹s›"
ini|sql_password = ‹$› ; production
conf|masterauth ‹w›
conf|bindpw ‹s›
conf|  rootpw→‹w›
conf|SecretKeyBase: ‹w›
conf|rabbitmq.default_pass = ‹s›
conf|auth-user-pass-password ‹w›
dotenv|ADMIN_PASSWORD=‹s›
dotenv|SMTP_PASS='‹$›'
dotenv|DATABASE_PASSWORD="‹\›"
dotenv|# OLD_PASSWORD=‹s›
dotenv|RABBITMQ_DEFAULT_PASS=‹$›
dotenv|export MYSQL_PWD=‹s›
dotenv|KEYSTORE_PASSPHRASE=‹w›
quoted|const pass = "‹$›";
quoted|let adminPassword = '‹\›';
quoted|password: '‹$›',
quoted|String pwd = "‹$›";
quoted|self.db_password = "‹\›"
quoted|var Password = "‹$›"
quoted|passphrase => "‹$›"
quoted|'passwd' => "‹\›",
quoted|password = '''‹\›'''
quoted|PASSWORD='‹\›'
quoted|$Password = "‹s›"
xml|<Password>‹$›</Password>
xml|<dbPassword>¶  ‹s›¶</dbPassword>
xml|<ns2:Passwd xml:space="preserve">‹w›</ns2:Passwd>
xml|<add name="main" connectionString="Server=a;User ID=sa;Pwd=‹s›" />
xml|<add value="‹s›" key="SmtpPassword" />
xml|<setting name="Password" serializeAs="String"><value>‹w›</value></setting>
xml|<bean id="x"><property name="password"><value>‹s›</value></property></bean>
xml|<Resource name="jdbc/x" username="ann" password='‹$›' />
xml|<param name="pwd">‹w›</param>
xml|<context-param><param-name>password</param-name><param-value>‹w›</param-value></context-param>
xml|<context-param>¶  <param-name>db.password</param-name>¶  <param-value>‹s›</param-value>¶</context-param>
xml|<keystore path="a.jks" keystore-password="‹w›"/>
xml|<passphrase>‹a›</passphrase>
xml|<env name="MYSQL_PASSWORD" value="‹s›"/>
xml|<data name="Password"><value>‹w›</value></data>
xml|<configuration property="connection.password">‹w›</configuration>
xml|<string name="wifi_password">‹w›</string>
xml|<wsse:Password Type="#PasswordText">‹s›</wsse:Password>
twoLines|- name: ADMIN_PASSWORD¶  value: '‹$›'
twoLines|  - name: "REDIS_PASSWORD"¶    value: "‹s›"
twoLines|- key: password¶  value: ‹s›
twoLines|{¶  "name": "password",¶  "value": "‹s›"¶}
twoLines|{¶  "key": "DB_PASS",¶  "type": "string",¶  "value": "‹w›"¶}
twoLines|environment {¶  name  = "DB_PASSWORD"¶  value = "‹s›"¶}
twoLines|{ name = "MYSQL_PWD", value = "‹w›" },
twoLines|  - OptionName: MasterUserPassword¶    Value: ‹w›
twoLines|- ParameterKey: DBPassword¶  ParameterValue: ‹s›
twoLines|{"ParameterKey":"Password","ParameterValue":"‹w›"}
twoLines|password:¶  "‹s›"
twoLines|"password":¶    "‹w›",
twoLines|set {¶  name  = "auth.rootPassword"¶  value = "‹w›"¶}
twoLines|set_sensitive {¶  name = "adminPassword"¶  value = "‹s›"¶}
twoLines|DB_PASSWORD=\¶‹w›
env|ENV MYSQL_ROOT_PASSWORD ‹s›
env|ENV A=1 REDIS_PASSWORD=‹w› B=2
env|ARG DB_PASSWORD="‹s›"
env|RUN export PGPASSWORD=‹w› && psql
env|RUN echo "root:‹s›" | chpasswd
env|SetEnv DB_PASSWORD ‹w›
env|fastcgi_param DB_PASSWORD "‹s›";
env|setenv DB_PASSWORD ‹w›
env|set -x DB_PASSWORD ‹w›
env|[Environment]::SetEnvironmentVariable("DB_PASSWORD", "‹s›")
env|heroku config:set DB_PASSWORD=‹s›
flag|deploy --admin-password "‹$›"
flag|tool --pass=‹w›
flag|tool --passphrase '‹a›' sign
flag|args: ["--password", "‹s›"]
flag|    - --password=‹s›
flag|subprocess.run(["mysql", "-u", "root", "-p‹w›"])
flag|gpg --batch --passphrase ‹w› -c a
flag|zip -P ‹w› a.zip a
flag|7z a -p‹w› a.7z a
flag|unzip -P '‹s›' a.zip
flag|az login -u ann -p '‹s›'
flag|az sql server create --admin-password ‹w›
flag|net use \\host\c$ ‹w› /user:ann
flag|net user ann ‹w› /add
flag|sqlcmd -S db -U sa -P ‹s›
flag|mongo -u ann -p ‹w› --authenticationDatabase admin
flag|kinit ann <<< "‹w›"
flag|echo '‹w›' | sudo -S ls
flag|cf login -u ann -p "‹s›"
flag|rabbitmqctl add_user ann ‹w›
flag|bcp shop out a -U sa -P ‹w›
flag|svn co --username ann --password ‹s› https://a.example
flag|lftp -u ann,‹w› sftp://a.example
flag|http -a ann:‹w› https://a.example
flag|smbclient //a/b -U ann%‹w›
flag|mount -t cifs -o username=ann,password=‹w› //a/b /c
flag|openssl enc -aes-256-cbc -k ‹w› -in a
flag|/p:Password=‹w›
flag|msbuild /p:DeployPassword="‹s›"
literal|password = br"‹\›"
literal|password = rb'‹w›'
literal|PASSWORD = u'‹w›'
literal|let password = b"‹w›";
literal|let password = r"‹\›";
literal|string pwd = $@"‹\›";
literal|var password = """‹s›""";
literal|password = L"‹w›";
literal|auto password = R"(‹\›)";
literal|NSString *pwd = @"‹s›";
literal|password = <<~EOS¶  ‹w›¶EOS
literal|my $pass = qq{‹w›};
literal|password = %Q[‹w›]
literal|password := []byte{}¶password = append(password, "‹w›"...)
setter|user.set_password("‹w›")
setter|User.objects.create_user("ann", "ann@a.example", "‹w›")
setter|config.SetPassword("‹$›")
setter|client.withCredentials("ann", "‹s›")
setter|ds.setPassword('‹s›')
setter|auth.password_set('‹w›')
setter|new BasicAuthenticationToken("ann", "‹w›")
setter|options.WithPassword("‹w›")
setter|User.withUsername("ann").password("{noop}‹w›")
setter|cipher.init(password = "‹s›".encode())
setter|keyStore.load(in, "‹w›".toCharArray());
setter|smtp.login("ann@a.example", "‹s›")
setter|ftp.login(user="ann", passwd="‹w›")
setter|ssh.connect("host", username="ann", password='‹$›')
setter|cy.get('[name=password]').type('‹w›')
setter|fill_in "Password", with: "‹w›"
setter|driver.find_element(By.ID, "password").send_keys("‹w›")
setter|await userEvent.type(screen.getByLabelText("Password"), "‹s›")
setter|Assert.Equal("‹w›", user.Password)
setter|cmd.Parameters.AddWithValue("@password", "‹w›")
setter|System.setProperty("javax.net.ssl.trustStorePassword", "‹w›");
setter|viper.Set("db.password", "‹w›")
setter|password.value = "‹w›"
setter|WiFi.begin("home", "‹w›");
setter|bcrypt.hash("‹w›", 10)
setter|hashlib.sha256(b"‹w›") # password
sql|CREATE USER 'ann'@'localhost' IDENTIFIED BY '‹s›';
sql|GRANT ALL ON *.* TO 'ann'@'%' IDENTIFIED BY "‹w›";
sql|ALTER USER sys IDENTIFIED BY ‹w› ACCOUNT UNLOCK;
sql|ALTER LOGIN sa WITH PASSWORD='‹s›' OLD_PASSWORD='x';
sql|UPDATE users SET password = '‹w›' WHERE id = 1;
sql|UPDATE mysql.user SET authentication_string=PASSWORD('‹w›')
sql|SELECT * FROM users WHERE name='ann' AND password='‹w›'
sql|INSERT INTO users (id, name, password) VALUES (1, 'ann', '‹s›');
sql|CREATE DATABASE LINK x CONNECT TO ann IDENTIFIED BY "‹w›" USING 'y';
sql|IDENTIFIED WITH plaintext_password BY '‹s›'
sql|CREATE MASTER KEY ENCRYPTION BY PASSWORD = '‹s›';
sql|SELECT pgp_sym_encrypt('x', '‹w›') -- password
sql|ALTER ROLE ann PASSWORD '‹$›' VALID UNTIL 'infinity';
language|Passwort: ‹s›
language|$kennwort = '‹w›';
language|zugangsdaten.passwort=‹s›
language|motdepasse: "‹s›"
language|"mot de passe": "‹w›"
language|clave_acceso = "‹w›"
language|contraseña = ‹s›
language|senhaBanco = "‹w›"
language|palavra_passe: ‹w›
language|wachtwoord=‹s›
language|lozinka = "‹w›"
language|haslo: ‹s›
language|jelszó = "‹w›"
language|adgangskode = '‹w›'
language|lösenord: ‹s›
language|passord = "‹w›"
language|парола = "‹w›"
language|пароль_бд = '‹s›'
language|"пароль" : "‹w›"
language|密码: ‹s›
language|密碼 = '‹w›'
language|口令 = "‹w›"
language|暗証番号 = "‹w›"
language|비밀번호: ‹s›
language|รหัสผ่าน = "‹w›"
language|كلمة_المرور = "‹w›"
language|पासवर्ड = "‹w›"
language|kata_sandi: ‹w›
language|şifre: ‹s›
language|mậtkhẩu = "‹w›"
language|συνθηματικό = "‹w›"
alike|рassword: ‹s›
alike|passwоrd = "‹w›"
alike|ⲣassword = "‹w›"
alike|𝚙𝚊𝚜𝚜𝚠𝚘𝚛𝚍 = '‹w›'
alike|ｐａｓｓｗｏｒｄ：‹w›
alike|pa⊙ssw⊙ord: ‹s›
alike|раѕѕword="‹w›"
alike|paſſword = "‹w›"
alike|PASSWΟRD = "‹w›"
hidden|password = "‹z›"
hidden|db.password=‹z›
joined|password = '‹(›' '‹)›'
joined|String password = "‹(›"¶    + "‹)›";
joined|password: "‹(›" ~ "‹)›"
joined|local password = "‹(›" .. "‹)›"
joined|password = "‹(›" & "‹)›"
joined|password = "‹(›" <> "‹)›"
joined|char *password = "‹(›"¶  "‹)›";
phrase|mnemonic: ‹m›
phrase|const wallet = Wallet.fromPhrase("‹m›");
phrase|SEED_PHRASE="‹m›"
phrase|// ‹m›
phrase|<mnemonic>‹m›</mnemonic>
phrase|hardhat: { accounts: { mnemonic: '‹m›' } }
phrase|seed = "‹(m›" +¶  "‹)m›"
second|mysql:¶  rootPassword: ‹s›
second|  adminPasswd: "‹$›"
second|cache.redis.auth.password: ‹$›
second|server.ssl.key-store-password=‹s›
second|hibernate.connection.password ‹w›
second|app.mail.pass=‹$›
second|mail.password: '‹\›'
second|const PWD = "‹$›";
second|pass = '‹\›';
second|dbPass: "‹s›",
second|<credential password="‹$›" user="a"/>
second|<jdbc><user>a</user><pwd>‹s›</pwd></jdbc>
second|<appSettings><add key="AdminPwd" value="‹w›"/></appSettings>
second|<property name="passwd" value='‹s›' />
second|<void property="password"><string>‹w›</string></void>
second|<init-param><param-name>adminPassword</param-name><param-value>‹s›</param-value></init-param>
second|<o:password>‹w›</o:password>
second|- name: MARIADB_ROOT_PASSWORD¶  value: ‹s›
second|- { name: PGPASSWORD, value: "‹w›" }
second|- name: SMTP_PASS¶  # rotated¶  value: '‹$›'
second|"Name": "DbPassword",¶"Value": "‹w›"
second|env {¶ name = "APP_PASSWORD"¶ value = "‹$›"¶}
second|ENV ELASTIC_PASSWORD ‹w›
second|ENV ELASTIC_PASSWORD="‹s›" \¶    X=1
second|ARG NPM_PASSWORD=‹s›
second|export RESTIC_PASSWORD=‹s›
second|$Env:SA_PASSWORD='‹s›'
second|launchctl setenv DB_PASSWORD ‹w›
second|borg --passphrase ‹w› init
second|app --db.password=‹s› serve
second|app --db-pass "‹s›"
second|command: ["redis-server", "--requirepass", "‹w›"]
second|CMD ["app", "--password=‹w›"]
second|mongosh --username a --password ‹w›
second|ansible-playbook x.yml -e "ansible_password=‹w›"
second|docker run -e "POSTGRES_PASSWORD=‹s›" postgres
second|kubectl create secret generic x --from-literal=pass='‹s›'
second|sshpass -p "‹w›" scp a b:
second|curl --user admin:‹s› https://a.example
second|wget --password=‹w› https://a.example
second|password = b'‹w›'
second|string pw = @"‹\›";
second|PASSWORD = r'‹\›'
second|val password = """‹w›"""
second|password: ${"`"}‹w›${"`"},
second|auto pw = "‹w›"s;
second|db.setPassword("‹$›");
second|conn.set_password('‹w›')
second|builder.password("‹s›").build()
second|cfg.Password = "‹w›";
second|options.Password = @"‹s›";
second|withPassword("‹w›")
second|authenticate("ann", "‹w›")
second|client.login(username="ann", password="‹s›")
second|page.getByLabel('Password').fill('‹w›')
second|page.locator('#password').type("‹s›")
second|await user.type(passwordInput, "‹w›")
second|expect(user.password).toBe("‹w›")
second|assertThat(user.getPassword()).isEqualTo("‹w›");
second|if password != "‹w›":
second|case "password": return "‹w›"
second|CREATE USER ann WITH ENCRYPTED PASSWORD '‹s›';
second|ALTER USER 'ann'@'%' IDENTIFIED BY '‹$›';
second|CREATE USER ann IDENTIFIED BY "‹s›" QUOTA 1G ON users;
second|CREATE LOGIN ann WITH PASSWORD = '‹w›' MUST_CHANGE;
second|INSERT INTO accounts(email, passwd, age) VALUES ('a@a.example', '‹s›', 3);
second|UPDATE accounts SET passwd='‹w›', age=3;
second|exec sp_addlogin 'ann', '‹w›'
second|PASSWORD '‹w›' LOGIN
second|Kennwort=‹s›
second|benutzer: a¶passwort: ‹$›
second|MOT_DE_PASSE=‹s›
second|"contraseña": "‹s›"
second|clave = "‹s›"
second|senha: '‹$›'
second|parola_db = "‹w›"
second|wachtwoord: ‹$›
second|hasło: ‹s›
second|heslo = '‹w›'
second|Пароль: ‹s›
second|парольБазы = "‹w›"
second|密码 = '‹s›'
second|数据库密码: "‹w›"
second|パスワード=‹s›
second|비밀번호: "‹w›"
second|sifre = "‹s›"
second|salasana=‹w›
second|pаsswd = "‹w›"
second|ｐａｓｓｗｄ: ‹s›
second|pаssphrasе: '‹s›'
second|pass⊙wd = "‹w›"
second|password = "‹z›"
second|password = "‹(›" + "‹)›"
second|password: '‹(›' +¶  '‹)›'
second|PASSWORD=('‹(›'¶  '‹)›')
second|password = "‹(›" \¶  "‹)›"
second|mnemonic = "‹m›"
second|ethers.Wallet.fromMnemonic('‹m›')
second|seed phrase: ‹m›
second|# ‹m›
second|postgresql+psycopg2://ann:‹w›@db/shop
second|amqps://svc:‹s›@mq:5671/
second|Server=db;User=sa;Password=‹s›;Encrypt=false
second|DSN = "ann:‹w›@tcp(db:3306)/shop"
second|jdbc:postgresql://db/x?user=ann&password=‹w›
second|smtp://ann:‹w›@mail:587
second|machine a.example login ann password ‹s›
second|//nas/share /mnt cifs username=ann,password=‹w› 0 0
second|pw=‹s›  # staging
second|/* DB password: ‹w› */
second|# root password is ‹w›
second|<!-- password: ‹s› -->
second|; passwd = ‹w›
second|-- pw ‹w›
second|- Passwort: ‹w›
second|password => "‹$›",
second|:password "‹w›"
second|(setq password "‹w›")
second|password -> "‹w›"
second|password <- '‹s›'
second|set password "‹w›"
second|let g:password = '‹s›'
second|user=ann password=‹w› host=db
second|define("DB_PASS", "‹s›");
second|$cfg['Servers'][1]['password'] = '‹$›';
second|'pass' => '‹\›',
second|String password() { return "‹w›"; }
second|get password() { return '‹s›' }
second|password: str = Field(default="‹w›")
second|password = config("DB_PASSWORD", default="‹w›")
second|password = os.getenv("DB_PASSWORD", '‹s›')
second|System.getenv().getOrDefault("DB_PASSWORD", "‹w›")
second|@Value("${"${"}spring.mail.password:‹w›}")
second|cy.get('#password').clear().type('‹w›')
second|I.fillField('password', '‹w›')
second|fill_in :password, with: '‹w›'
`;

/** Tokens of issuers that `secretForms.ts` doesn't have: name, places (`any`: also without a name; otherwise the name that gives it away), parts. */
const issuers = `
Adafruit|any|aio_ w28
Alibaba|any|LTAI w20
Alibaba secret|ALIBABA_CLOUD_ACCESS_KEY_SECRET|w30
Tencent|any|AKID w32
Asana|ASANA_ACCESS_TOKEN|1/ d16 : x32
Braintree|any|access_token$ production$ l16 $ x32
Checkout|any|sk_ sbox_ l27
Cohere|COHERE_API_KEY|w40
Dropbox|any|sl. u135
Duffel|any|duffel_ live_ u43
EasyPost|any|EZ AK w54
Elastic|any|essu_ b60
Facebook|any|EAA CEdEose0cBA w90
Facebook page|any|EAA G w120
Flutterwave|any|FLW SECK- x32 -X
Frame.io|any|fio- u- u64
Grafana cloud|any|glc_ eyJ b100
Vault batch|any|hvb. u140
Intra42|any|s-s4t2 ud- x64
JFrog|any|AKCp w69
JFrog reference|any|cmVmdGtu w56
LaunchDarkly|LAUNCHDARKLY_SDK_KEY|sdk- g
Mapbox|any|sk. eyJ w80 . u22
OpenRouter|any|sk- or-v1- x64
Fireworks|FIREWORKS_API_KEY|fw_ w24
Together|any|tgp_ v1_ u43
DeepSeek|any|sk- x32
Langfuse|any|sk- lf- g
Weights and Biases|WANDB_API_KEY|x40
Octopus|any|API- c26
Plaid|any|access- sandbox- g
ReadMe|any|rdme_ l70
Scalingo|any|tk-us- u48
Shippo|any|shippo_ live_ x40
Slack webhook|any|~https://hooks.slack ~.com/services/ ~TAB3D5F7H ~/BAB3D5F7H/ w24
Discord webhook|any|~https://discord ~.com/api/webhooks/147017864158548192/ u68
Typeform|any|tfp_ u59
Yandex|any|AQVN u38
Yandex IAM|any|t1. u60 . u86
1Password|any|ops_ eyJ b250
Zuplo|any|zpka_ x32 _ x8
PlanetScale password|any|pscale_ pw_ u43
GitLab runner|any|glrt- u20
GitLab deploy|any|gldt- u20
GitLab feed|any|glft- u20
GitLab registration|any|GR1348 941 u20
GitHub OAuth|any|gho_ w36
GitHub refresh|any|ghr_ w36
Slack user|any|xoxp- d12 - d12 - d12 - x32
Slack config|any|xoxe.xoxp- 1- w166
AWS temporary|any|AS IA t16
AWS secret|aws_secret_access_key|b40
AWS Bedrock|any|ABSK w110
Azure DevOps|AZURE_DEVOPS_EXT_PAT|w52 JQQJ99 w22 AZDO w4
Azure service bus|any|~Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey= b43 =
Azure SAS|any|~https://a.blob.core.windows.net/b?sv=2022&sp=r&sig= w43 %3D
Mollie|any|live_ w30
Square production|any|EAAA u60
Paystack|any|sk_ live_ x40
Supabase secret|any|sb_ secret_ u31
Stytch|any|secret- live- u36
ElevenLabs|any|sk_ x48
Deepgram|DEEPGRAM_API_KEY|x40
AssemblyAI|assemblyAiKey|x32
Voyage|any|pa- u43
Jina|any|jina_ w60
Firecrawl|any|fc- x32
E2B|any|e2b_ x40
Modal|MODAL_TOKEN_SECRET|as- w22
RunPod|any|rpa_ w44
NuGet|any|oy2 l43
crates.io|any|cio w32
Honeycomb|any|hcaik_ w58
Datadog|DD_API_KEY|x32
Axiom|any|xaat- g
OneSignal|any|os_v2_ app_ l103
Ably|ABLY_API_KEY|w6 . w6 : u43
Liveblocks|any|sk_ prod_ u64
Trigger.dev|any|tr_ prod_ w24
Inngest|any|signkey- prod- x64
Sanity|SANITY_TOKEN|sk w180
WooCommerce|any|cs_ x40
Shopify shared|any|shp ss_ x32
Wix|any|IST. eyJ w60 . eyJ w200 . u200
Intercom|any|dG9rO w55 =
Cloudflare|CLOUDFLARE_API_TOKEN|u40
Hetzner|HCLOUD_TOKEN|w64
Scaleway|SCW_SECRET_KEY|g
Tailscale API|any|tskey- api-k w12 CNTRL - w32
kubeadm|kubeadm join 1.2.3.4:6443 --token|l6 . l16
Harness|any|pat. w22 . w24 . w20
Defined Networking|any|dnkey- u26 - u52
DingTalk|any|SEC x64
VK|any|vk1.a. u170
Twitch|any|oauth: l30
Twitter|any|AAAAAAAAAAAAAAAAAAAAA w80
Instagram|any|IGQV w130
Doppler personal|any|dp.pt. w43
Infisical|any|st. x24 . x32 . x32
Convex|any|~prod:happy-otter-123| eyJ2 w60
Upstash|UPSTASH_REDIS_REST_TOKEN|w55 =
Anyscale|any|esecret_ w26
New Relic ingest|NEW_RELIC_LICENSE_KEY|x36 NRAL
SonarQube project|any|sqp_ x40
Prefect bot|any|pnb_ w36
npm legacy|//registry.example/:_authToken|g
Alchemy|any|~https://eth-mainnet.g.alchemy ~.com/v2/ u32
Matrix|any|syt_ w20 _ w20 _ w6
Discord bot|any|N w25 . u6 . u38
Telegram bot|any|d10 :AA u33
Cloudinary|any|~cloudinary://123456789012345: u27 ~@demo
`;

/** Where a token is written that has a mark; then by the name that gives it away. */
const places = String.raw`
new Bot("‹t›")
client.login('‹t›');
run("‹t›", { polling: true })
tool --token ‹t› --quiet
ENV ACCESS_KEY ‹t›
<add key="Token" value="‹t›" />
<apiKey>‹t›</apiKey>
- name: TOKEN¶  value: ‹t›
const token = "‹(›" +¶  "‹)›";
token = ("‹(›" "‹)›")
key = "‹z›"
key: ‹z›
# old: ‹t›
return b"‹t›"
var key = @"‹t›";
export KEY=‹t›
value=‹t›
curl -H 'X-Auth-Token: ‹t›' https://a.example
`;
const namedPlaces = [
  "‹n›=‹t›",
  "‹n›: ‹t›",
  '‹n› = "‹t›"',
  "ENV ‹n› ‹t›",
  '- name: ‹n›¶  value: "‹t›"',
  '‹n› = "‹(›" + "‹)›"',
];

const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const alphabets: Readonly<Record<string, string>> = {
  x: `${digits}abcdef`,
  w: `${lower}${lower.toUpperCase()}${digits}`,
  u: `${lower}${lower.toUpperCase()}${digits}-_`,
  b: `${lower}${lower.toUpperCase()}${digits}+/`,
  d: digits,
  l: `${lower}${digits}`,
  c: `${lower.toUpperCase()}${digits}`,
  t: `${lower.toUpperCase()}234567`,
};

/** One password for each form and one token for each issuer with different values for each `seed`. */
export function strangeSecretForms(seed: number): { readonly passwords: SecretForm[]; readonly tokens: SecretForm[] } {
  const random = mulberry32(seed);
  const pick = <T>(from: ArrayLike<T>): T => from[Math.floor(random() * from.length)];
  const of = (alphabet: string, length: number): string => Array.from({ length }, () => pick(alphabet)).join("");
  const syllables = (count: number): string =>
    Array.from({ length: count }, () => pick("bdfgklmnprstvz") + pick("aeiou")).join("");
  const values: Readonly<Record<string, () => string>> = {
    w: () => pick("BDGKLMNRSTV") + syllables(3) + of("23456789", 2),
    s: () => syllables(2) + pick("!@%^*&") + of(alphabets.w, 3) + pick("!@^*+?#") + of("23456789", 2),
    $: () => pick("$!@%*^&#".slice(0, 6)) + syllables(2) + of("23456789", 1) + pick("!#^") + of(alphabets.w, 3),
    "\\": () => syllables(2) + of("23456789", 1) + "\\" + of("KLMPQ", 3) + of("23456789", 1),
    a: () => `${syllables(2)} ${syllables(3)} ${syllables(2)}`,
    m: () => Array.from({ length: 12 }, () => pick(wordlist)).join(" "),
  };
  const put = (template: string, secret: string): string => {
    const middle = secret.includes(" ") ? secret.indexOf(" ", secret.length >> 1) : secret.length >> 1;
    return template
      .replace(/‹[twsa$\\m]›/g, () => secret)
      .replace(/‹\(m?›/, () => secret.slice(0, middle))
      .replace(/‹\)m?›/, () => secret.slice(middle))
      .replace("‹z›", () => `${secret.slice(0, middle)}\u200b${secret.slice(middle)}`)
      .replaceAll("⊙", "\u200d")
      .replaceAll("→", "\t")
      .replaceAll("¶", "\n");
  };
  const rows = (text: string): string[] => text.trim().split("\n");
  const passwords = rows(passwordForms).map((row) => {
    const template = row.slice(row.indexOf("|") + 1);
    const kind = /‹\(?([wsa$\\m])›/.exec(template)?.[1] ?? "w";
    const secret = (values[kind] ?? values.w)();
    return { kind: `${row.slice(0, row.indexOf("|"))}: ${template}`, text: put(template, secret), secret };
  });
  const tokens = rows(issuers).map((row, index) => {
    const [name = "", place = "", ...rest] = row.split("|");
    const parts = rest
      .join("|")
      .split(" ")
      .map((part) => made(part, of));
    const secret = parts.filter((part) => !part.startsWith("~")).join("");
    const whole = parts.join("").replaceAll("~", "");
    const some = place === "any" ? rows(places) : namedPlaces;
    const template = place.startsWith("kubeadm") ? `${place} ‹t›` : (some[(index + seed) % some.length] ?? "");
    return { kind: `${name}: ${template}`, text: put(template, whole).replace("‹n›", place), secret };
  });
  return { passwords, tokens };
}

/** A part of a token: `x40` is forty letters of an alphabet, `g` a GUID, anything else itself. */
function made(part: string, of: (alphabet: string, length: number) => string): string {
  if (part === "g") return [8, 4, 4, 4, 12].map((length) => of(alphabets.x, length)).join("-");
  const [, alphabet = "", count = ""] = /^([xwubdlct])(\d+)$/.exec(part) ?? [];
  return count === "" ? part : of(alphabets[alphabet] ?? "", Number(count));
}
