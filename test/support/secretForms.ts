import { mulberry32 } from "../../server/src/base/mulberry32";

/** A place where a secret is written, and the secret that was put there. */
export interface SecretForm {
  readonly kind: string;
  readonly text: string;
  readonly secret: string;
}

/**
 * Ways to write a password, one a line; `¶` is a line break, `⊙` an invisible character, and the word in `‹›` is the kind of value: `p` mixed, `w` a word with a
 * digit, `s` with signs, `$` beginning with a sign, `\` with a backslash, `a` several words.
 */
const passwordForms = String.raw`
yaml|db:¶  password: ‹p›¶  port: 5432
yaml|password: ‹$›
yaml|  password: ‹s›  # rotate
yaml|password: '‹$›'
yaml|password: "‹s›"
yaml|passwd: ‹w›
yaml|auth:¶  user: ann¶  pass: ‹w›
yaml|password: ‹a›
yaml|password: |¶  ‹p›
yaml|password: >-¶  ‹s›
yaml|passwords:¶  - ‹p›¶  - other
yaml|password: !!str ‹w›
yaml|- {user: ann, password: ‹w›}
yaml|smtp_password: ‹s›
yaml|Kennwort: ‹p›
properties|spring.datasource.password=‹$›
properties|spring.datasource.password=‹s›
properties|db.password = ‹w›
properties|db.pwd=‹p›
properties|javax.net.ssl.keyStorePassword=‹w›
properties|mail.smtp.pass=‹s›
ini|[db]¶user = ann¶password = ‹s›
ini|[client]¶password=‹$›
ini|Admin Password = ‹w›
ini|pwd: ‹p›
toml|password = "‹p›"
toml|password = '‹\›'
toml|[database]¶root_password = """‹p›"""
env|DB_PASSWORD=‹$›
env|export DB_PASS='‹s›'
env|REDIS_PASSWORD="‹p›"
env|PGPASSWORD=‹w› psql -h db
env|set DB_PASSWORD=‹w›
env|$env:DB_PASSWORD = "‹p›"
env|setx DB_PASSWORD ‹p›
docker|ENV DB_PASSWORD ‹w›
docker|ENV DB_PASSWORD=‹p›
docker|ARG ROOT_PW=‹w›
docker|docker run -e MYSQL_ROOT_PASSWORD=‹w› mysql
docker|services:¶  db:¶    environment:¶      POSTGRES_PASSWORD: ‹s›
docker|    environment:¶      - POSTGRES_PASSWORD=‹p›
docker|    command: redis-server --requirepass ‹p›
kubernetes|env:¶  - name: DB_PASSWORD¶    value: ‹w›
kubernetes|env:¶  - name: DB_PASSWORD¶    value: "‹s›"
kubernetes|  - value: ‹p›¶    name: DB_PASSWORD
kubernetes|stringData:¶  password: ‹s›
kubernetes|kubectl create secret generic db --from-literal=password=‹p›
helm|helm install db chart --set auth.password=‹w›
helm|helm upgrade x y --set-string global.postgresql.password='‹s›'
systemd|Environment="DB_PASSWORD=‹p›"
systemd|Environment=DB_PASSWORD=‹w›
xml|<password>‹w›</password>
xml|<db:password>‹s›</db:password>
xml|<Password encrypted="false">‹p›</Password>
xml|<add key="DbPassword" value="‹p›" />
xml|<property name="password" value="‹w›"/>
xml|<property name="hibernate.connection.password">‹s›</property>
xml|<entry key="password">‹w›</entry>
xml|<key>Password</key>¶<string>‹p›</string>
xml|<user name="ann" password="‹w›" roles="admin"/>
xml|<password><![CDATA[‹s›]]></password>
xml|<server><id>x</id><username>ann</username><password>‹$›</password></server>
xml|<Parameter Name="Password" Type="string" Value="‹p›"/>
json|{"user": "ann", "password": "‹s›"}
json|  "password": "‹$›",
json|  "passphrase": "‹a›"
json|{"name": "DB_PASSWORD", "value": "‹w›"}
json|{"value": "‹p›", "name": "DB_PASSWORD"}
json|const body = "{\"user\":\"ann\",\"password\":\"‹p›\"}";
json|"password": {"value": "‹p›"}
json|"mot_de_passe": "‹w›"
json|"credentials": { "login": "ann", "pwd": "‹s›" }
javascript|const password = "‹$›";
javascript|const password = '‹\›';
javascript|const dbPassword = ${"`"}‹p›${"`"};
javascript|connect({ user: "ann", password: "‹w›" });
javascript|client.setPassword("‹w›");
javascript|config["password"] = "‹s›";
javascript|const pw = process.env.DB_PASSWORD || "‹w›";
javascript|const pw = process.env.DB_PASSWORD ?? '‹p›';
javascript|if (password === "‹w›") grant();
javascript|form.append("password", "‹p›");
javascript|let secretPassword: string = "‹p›";
javascript|this.password = "‹w›"
javascript|const password =¶  "‹p›";
javascript|await page.fill("#password", "‹p›");
javascript|new Map([["password", "‹w›"]])
python|password = "‹$›"
python|password = b"‹w›"
python|password = r"‹\›"
python|password = f"‹p›"
python|PASSWORD: Final[str] = "‹w›"
python|connect(user="ann", passwd="‹w›")
python|os.environ["DB_PASSWORD"] = "‹p›"
python|pw = os.environ.get("DB_PASSWORD", "‹w›")
python|session.auth = ("ann", "‹p›")
python|requests.get(url, auth=HTTPBasicAuth("ann", "‹p›"))
python|user, password = "ann", "‹w›"
python|settings.setdefault("password", "‹p›")
python|d = dict(password='‹w›')
python|password = (¶    "‹p›"¶)
python|self._password: str = '‹s›'
java|String password = "‹w›";
java|private static final String DB_PASSWORD = "‹p›";
java|dataSource.setPassword("‹w›");
java|.password("‹w›")
java|props.put("password", "‹p›");
java|props.setProperty("mail.password", "‹w›");
java|@Value("${"${"}db.password:‹w›}")
java|DriverManager.getConnection(url, "ann", "‹p›");
java|char[] password = "‹w›".toCharArray();
java|@DataSourceDefinition(name = "x", user = "ann", password = "‹w›")
java|new UsernamePasswordCredentials("ann", "‹p›")
kotlin|val password = "‹w›"
kotlin|login(user = "ann", password = "‹w›")
kotlin|password.set("‹p›")
scala|val password: String = "‹w›"
csharp|string password = @"‹\›";
csharp|var c = new Login { User = "ann", Password = "‹w›" };
csharp|new NetworkCredential("ann", "‹p›")
csharp|public string Password { get; set; } = "‹w›";
csharp|var cs = "Server=db;Database=x;User Id=sa;Password=‹s›;";
csharp|builder.Password = "‹p›";
csharp|[InlineData("password", "‹p›")]
go|password := "‹w›"
go|const password = ${"`"}‹\›${"`"}
go|cfg := Config{User: "ann", Password: "‹w›"}
go|var dbPassword string = "‹p›"
go|password = []byte("‹p›")
go|os.Setenv("DB_PASSWORD", "‹w›")
go|flag.String("password", "‹p›", "the database")
rust|let password = "‹w›";
rust|let password: &'static str = "‹p›";
rust|const PASSWORD: &str = r#"‹p›"#;
rust|password: "‹w›".to_string(),
rust|let pw = String::from("‹p›");
rust|.password("‹s›")
ruby|password: "‹w›"
ruby|:password => '‹w›'
ruby|password = %q(‹w›)
ruby|@password = '‹s›'
ruby|ENV['DB_PASSWORD'] ||= '‹w›'
elixir|config :app, Repo, password: "‹w›"
elixir|@password "‹p›"
php|define('DB_PASSWORD', '‹w›');
php|$password = '‹$›';
php|$config['db']['password'] = '‹w›';
php|'password' => env('DB_PASSWORD', '‹p›'),
php|mysqli_connect("db", "ann", "‹p›", "shop");
php|new PDO($dsn, "ann", "‹p›");
perl|my $password = q(‹w›);
perl|password => '‹s›',
swift|let password = "‹w›"
swift|let password: String = "‹p›"
objc|NSString *password = @"‹w›";
cpp|const char *password = "‹w›";
cpp|#define PASSWORD "‹w›"
cpp|char pwd[32] = "‹p›";
cpp|const char* ssid_password = "‹a›";
dart|final password = '‹w›';
lua|password = [[‹p›]]
lua|local password = "‹w›"
r|password <- "‹w›"
clojure|(def password "‹w›")
clojure|{:user "ann" :password "‹w›"}
haskell|password = "‹p›"
powershell|$password = ConvertTo-SecureString "‹w›" -AsPlainText -Force
powershell|-Password '‹p›'
powershell|$password = '‹$›'
shell|mysql -u root -p‹w› shop
shell|mysqldump --password=‹w› shop
shell|curl -u ann:‹w› https://a.example
shell|curl --user 'ann:‹s›' https://a.example
shell|sshpass -p ‹w› ssh ann@host
shell|sshpass -p '‹s›' ssh ann@host
shell|tool login --password ‹w›
shell|tool --password=‹s› --verbose
shell|tool --db-password "‹p›"
shell|echo "ann:‹p›" | chpasswd
shell|docker login -u ann -p ‹w›
shell|redis-cli -a ‹w› ping
shell|openssl rsa -passin pass:‹w› -in a
shell|wget --http-password=‹w› https://a.example
shell|java -Dspring.datasource.password=‹w› -jar a.jar
shell|htpasswd -b file ann ‹w›
shell|ldapsearch -D cn=a -w ‹w› -b dc=b
shell|keytool -genkey -storepass ‹w› -alias a
shell|password="‹s›"
shell|read -p "name" && PASS='‹w›'
sql|CREATE USER ann IDENTIFIED BY '‹w›';
sql|CREATE USER 'ann'@'%' IDENTIFIED WITH mysql_native_password BY '‹p›';
sql|ALTER USER ann WITH PASSWORD '‹w›';
sql|CREATE LOGIN ann WITH PASSWORD = N'‹p›';
sql|CREATE ROLE ann LOGIN ENCRYPTED PASSWORD '‹s›';
sql|SET PASSWORD FOR ann = PASSWORD('‹w›');
sql|ALTER USER ann IDENTIFIED BY "‹p›";
terraform|password = "‹w›"
terraform|variable "db_password" {¶  type    = string¶  default = "‹w›"¶}
terraform|  master_password      = "‹s›"
ansible|ansible_ssh_pass: ‹w›
ansible|ansible_become_password=‹s›
ansible|- name: x¶  user: name=ann password=‹p›
actions|env:¶  DB_PASSWORD: ‹w›
actions|run: tool login -p ‹p›
netrc|machine a.example login ann password ‹w›
netrc|machine a.example¶  login ann¶  password ‹s›
pgpass|db.internal:5432:shop:ann:‹s›
npmrc|//npm.example/:_password=‹p›
url|postgres://ann:‹p›@db:5432/shop
url|redis://:‹w›@cache:6379
url|mongodb+srv://ann:‹p›@cluster.example/shop
url|jdbc:mysql://db/shop?user=ann&password=‹w›
url|jdbc:sqlserver://db;user=sa;password=‹s›;encrypt=true
url|amqp://ann:‹w›@mq
url|https://ann:‹w›@git.example/a.git
odbc|"Driver={X};Server=db;Uid=ann;Pwd=‹p›;"
redis|requirepass ‹p›
wifi|wpa_passphrase = "‹a›"
wifi|psk="‹a›"
comment|// password: ‹w›
comment|# pw: ‹w›
comment|/* the password is ‹w› */
comment|-- Passwort: ‹w›
comment|// login ann, pass ‹w›
markdown|**Password:** ‹p›
markdown|- Password: ${"`"}‹w›${"`"}
markdown|\| password \| ‹p› \|
language|passwort = "‹w›"
language|Kennwort = "‹w›"
language|contraseña: "‹w›"
language|contrasena = '‹p›'
language|senha = "‹w›"
language|String motDePasse = "‹w›";
language|mot_de_passe: ‹w›
language|mdp = "‹w›"
language|wachtwoord: '‹w›'
language|hasło = "‹w›"
language|heslo: ‹p›
language|lösenord = "‹w›"
language|пароль = "‹w›"
language|пароль: ‹p›
language|密码 = "‹w›"
language|密码：‹p›
language|パスワード: "‹w›"
language|비밀번호 = '‹p›'
language|parola = "‹w›"
language|şifre = "‹w›"
language|salasana: ‹w›
language|mật khẩu: ‹p›
language|סיסמה = "‹w›"
language|κωδικός = "‹w›"
language|jelszo = "‹w›"
alike|pаssword = "‹w›"
alike|pаsswоrd: ‹p›
alike|ｐａｓｓｗｏｒｄ = "‹w›"
alike|pass⊙word = "‹w›"
alike|𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝 = "‹p›"
alike|ρassword: '‹w›'
joined|password = "‹(›" + "‹)›"
joined|password = ("‹(›"¶            "‹)›")
joined|$password = '‹(›' . '‹)›';
joined|password = "‹(›\¶‹)›"
diff|+password: ‹s›
diff|+  const password = "‹w›";
diff|-    <password>‹w›</password>
`;

/** The same for tokens; what stands in `‹›` is made of letters by their alphabet: `x40` hexadecimal, `w36` letters and digits, … */
const tokenForms = String.raw`
call|connect("‹t›")
argument|bot.run('‹t›')
argument|new Client({ auth: ‹q› })
flag|tool --token ‹t›
flag|tool --api-key=‹t›
flag|["--token", "‹t›"]
header|curl -H "Authorization: Bearer ‹t›" https://a.example
header|curl -H "X-Api-Key: ‹t›"
header|headers = {"Authorization": "token ‹t›"}
env|API_TOKEN=‹t›
yaml|token: ‹t›
yaml|  - name: API_KEY¶    value: ‹t›
json|{"token": "‹t›"}
xml|<add key="ApiKey" value="‹t›"/>
xml|<token>‹t›</token>
comment|// token: ‹t›
prose|Use ‹t› to log in.
list|keys = ["‹t›"]
url|https://a.example/?access_token=‹t›
joined|token = "‹(›" + "‹)›"
joined|token = ("‹(›"¶         "‹)›")
joined|$token = "‹(›" . "‹)›";
hidden|token = "‹z›"
docker|ENV API_TOKEN ‹t›
docker|docker run -e API_TOKEN=‹t› image
actions|        token: ‹t›
netrc|machine a.example login ann password ‹t›
assignment|const apiKey = "‹t›";
setter|client.setApiKey("‹t›");
diff|+API_KEY=‹t›
`;

const lower = "abcdefghijklmnopqrstuvwxyz";
const alphabets: Readonly<Record<string, string>> = {
  x: "0123456789abcdef",
  w: `${lower}${lower.toUpperCase()}0123456789`,
  u: `${lower}${lower.toUpperCase()}0123456789-_`,
  b: `${lower}${lower.toUpperCase()}0123456789+/`,
  d: "0123456789",
  l: `${lower}0123456789`,
  c: `${lower.toUpperCase()}0123456789`,
  t: `${lower.toUpperCase()}234567`,
};

/** Tokens of issuers: parts that are fixed, and letters of an alphabet with how many there are. Written apart, so that no scanner takes them for keys. */
const issuers = `
GitHub: ghp_ w36|GitHub app: ghs_ w36|GitHub fine: github_pat_ w22 _ w59|GitLab: glpat- u20|GitLab trigger: glptt- x40|Slack bot: xoxb- d12 - d12 - w24
Slack app: xapp- 1-A c10 - d13 - x64|Stripe: sk_ live_ w24|Stripe restricted: rk_ live_ w24|Stripe webhook: whsec_ w32|OpenAI: sk- proj- u74 T3Blbk FJ u74|OpenAI old: sk- w20 T3Blbk FJ w20
Anthropic: sk- ant-api03- u93 AA|Hugging Face: hf_ w34|Google: AI za u35|Google OAuth: GOC SPX- u28|npm: npm_ w36|PyPI: pypi- AgEIcHlwaS5vcmc u80|DigitalOcean: dop_ v1_ x64
SendGrid: SG. u22 . u43|Twilio: SK x32|Shopify: shp at_ x32|Vault: hvs. u95|Telegram: d10 :AA u33|Discord: M w23 . u6 . u38|Databricks: dapi x32|Groq: gsk_ w52|Replicate: r8_ w37
xAI: xai- w80|Perplexity: pplx- w48|Linear: lin_ api_ w40|Figma: figd_ u40|Postman: PMAK- x24 - x34|Notion: ntn_ d11 w35|Sentry: sntrys_ eyJ b80|Grafana: glsa_ w32 _ x8
Doppler: dp. st.dev. w43|PlanetScale: pscale_ tkn_ u43|Supabase: sbp_ x40|Netlify: nfp_ w36|Atlassian: ATATT 3xFfGF0 u150 = x8|Bitbucket: ATBB w32|CircleCI: CCIPAT_ w22 _ x40
Buildkite: bkua_ x40|Pulumi: pul- x40|New Relic: NRAK- c27|Mailgun: key- x32|Brevo: xkeysib- x64 - w16|JWT: eyJ w30 .eyJ w60 . u43|AWS: AK IA t16|Age: AGE- SECRET-KEY-1 t58
Docker: dckr_ pat_ u27|Square: sq0 atp- u22|Airtable: pat w14 . x64|Terraform: w14 .atlasv1. u67|Okta-like: 00 u40|HubSpot: pat- na1- x8 - x4 - x4 - x4 - x12|RubyGems: rubygems_ x48|Clojars: CLOJARS_ l60
Tailscale: tskey- auth-k w12 CNTRL - w32|Dynatrace: dt0c01. t24 . t64|LangSmith: lsv2_ pt_ x32 _ x10|Pinecone: pcsk_ w6 _ w63|NVIDIA: nvapi- u64|Tavily: tvly- w32|Fly: FlyV1 _fm2_ b80|Resend: re_ w8 _ w24
Vercel: vcp_ w56|Render: rnd_ w28|Cloudflare origin: v1.0- x24 - x146|Azure app: w3 8Q~ u34|Azure storage: b86 ==|Mailchimp: x32 -us12|PostHog: phx_ w43|Sourcegraph: sgp_ x40|Sonar: squ_ x40
ngrok: 2 w26 _ w21|Razorpay: rzp_ live_ w14|Prefect: pnu_ w36|Apify: apify_ api_ w36|Contentful: CFPAT- u43|Neon: napi_ l64|Lob: live_ x35|Heroku: HRKU- u60
`
  .trim()
  .split(/[|\n]/)
  .map((line) => ({ name: line.slice(0, line.indexOf(":")), parts: line.slice(line.indexOf(":") + 2).split(" ") }));

const words = [
  "correct",
  "horse",
  "battery",
  "staple",
  "swordfish",
  "mountain",
  "orange",
  "window",
  "harbour",
  "velvet",
];

/** One password for each form and one token for each issuer, in a form by turns; different for each `seed`. Every second is `unseen`. */
export function secretForms(seed: number): { readonly tuning: SecretForm[]; readonly unseen: SecretForm[] } {
  const random = mulberry32(seed);
  const pick = (from: string | readonly string[]): string => from[Math.floor(random() * from.length)] ?? "";
  const of = (alphabet: string, length: number): string => Array.from({ length }, () => pick(alphabet)).join("");
  const word = (): string => pick(words).slice(0, 4) + of(lower, 3);
  const digit = (): string => of("23456789", 1);
  const passwords: Readonly<Record<string, () => string>> = {
    p: () => word() + digit() + pick("!#%*+") + of(alphabets.w, 4) + digit(),
    w: () => word() + digit() + digit(),
    s: () => of(alphabets.w, 3) + pick("!@%^*") + of(alphabets.w, 3) + pick("!@^*+?") + digit(),
    $: () => pick("$!@%*^") + of(lower, 3) + digit() + pick("!#^") + of(alphabets.w, 4),
    "\\": () => of(lower, 3) + digit() + "\\" + of("KLMPQ", 2) + digit(),
    a: () => [pick(words), pick(words), pick(words)].join(" "),
  };
  const put = (template: string, secret: string): string => {
    const middle = secret.length >> 1;
    return template
      .replace(/‹[tpwsa$\\]›/, () => secret)
      .replace("‹(›", () => secret.slice(0, middle))
      .replace("‹)›", () => secret.slice(middle))
      .replace("‹q›", () => `"${secret}"`)
      .replace("‹z›", () => `${secret.slice(0, middle)}\u200b${secret.slice(middle)}`)
      .replaceAll("⊙", "\u200b")
      .replaceAll("¶", "\n")
      .replaceAll("\\|", "|");
  };
  const lines = (text: string): string[][] =>
    text
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("|")), line.slice(line.indexOf("|") + 1)]);
  const forms = lines(passwordForms).map(([kind = "", template = ""]) => {
    const secret = (passwords[/‹([pwsa$\\])›/.exec(template)?.[1] ?? "p"] ?? passwords.p)();
    return { kind: `password, ${kind}: ${template}`, text: put(template, secret), secret };
  });
  const places = lines(tokenForms);
  const tokens = issuers.flatMap((issuer, index) =>
    [0, 1].map((turn) => {
      const [kind = "", template = ""] = places[(index * 7 + turn * 11 + seed) % places.length] ?? [];
      const secret = tokenOf(issuer.parts, of);
      return { kind: `token, ${issuer.name}, ${kind}: ${template}`, text: put(template, secret), secret };
    }),
  );
  const all = [...forms, ...tokens];
  return { tuning: all.filter((_, index) => index % 2 === 0), unseen: all.filter((_, index) => index % 2 === 1) };
}

function tokenOf(parts: readonly string[], of: (alphabet: string, length: number) => string): string {
  return parts
    .map((part) => {
      const [, alphabet = "", count = ""] = /^([xwubdlct])(\d+)$/.exec(part) ?? [];
      return count === "" ? part : of(alphabets[alphabet] ?? "", Number(count));
    })
    .join("");
}
