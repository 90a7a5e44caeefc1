import type { PasswordForm, TokenForms } from "./unseenForms";

/** A set made after the fourth one was mended, of languages and programs that none of the others has. */
export const fifthPasswords: readonly PasswordForm[] = [
  ["ada", "wl", (p) => `   Password : constant String := "${p}";\n`],
  ["pascal", "wk", (p) => `  FDConnection1.Params.Password := '${p}';\n`],
  ["pascal", "d", (p) => `const\n  DB_PASSWORD = '${p}';\n`],
  ["vb", "wl", (p) => `    Private Const AdminPassword As String = "${p}"\n`],
  ["vba", "wk", (p) => `    ActiveSheet.Unprotect Password:="${p}"\n`],
  ["vba", "lk", (p) => `conn.Open "DSN=shop", "sa", "${p}"\n`],
  ["f#", "wd", (p) => `let password = "${p}" |> SecureString.ofString\n`],
  ["ocaml", "wl", (p) => `let db_password = ref "${p}"\n`],
  ["haskell", "wl", (p) => `  defaultConnectInfo { connectUser = "app", connectPassword = "${p}" }\n`],
  ["erlang", "wk", (p) => `    {default_pass, <<"${p}">>},\n`],
  ["erlang", "l", (p) => `  epgsql:connect("localhost", "app", "${p}", #{database => "app"}),\n`],
  ["crystal", "wl", (p) => `  property password : String = "${p}"\n`],
  ["nim", "wk", (p) => `let db = open("localhost", "app", "${p}", "app")\n`],
  ["nim", "l", (p) => `const adminPass* = "${p}"\n`],
  ["zig", "wl", (p) => `const password: []const u8 = "${p}";\n`],
  ["d", "wl", (p) => `enum string dbPassword = "${p}";\n`],
  ["groovy", "wl", (p) => `    credentials {\n        username = 'kim'\n        password = '${p}'\n    }\n`],
  ["groovy", "k", (p) => `        sh "docker login -u ci -p ${p} registry.example.com"\n`],
  ["gradle", "wk", (p) => `            keyPassword '${p}'\n`],
  ["tcl", "wk", (p) => `set password "${p}"\n`],
  ["expect", "wk", (p) => `expect "Password:"\nsend "${p}\\r"\n`],
  ["scheme", "wl", (p) => `(define admin-password "${p}")\n`],
  ["lisp", "wl", (p) => `(defparameter *db-password* "${p}")\n`],
  ["lisp", "k", (p) => `(postmodern:connect-toplevel "app" "kim" "${p}" "localhost")\n`],
  ["elisp", "wl", (p) => `(setq erc-password "${p}")\n`],
  ["vim", "wl", (p) => `let g:db_password = '${p}'\n`],
  ["autohotkey", "wk", (p) => `Password := "${p}"\n`],
  ["applescript", "wl", (p) => `do shell script "ls" user name "kim" password "${p}" with administrator privileges\n`],
  ["matlab", "wl", (p) => `conn = database('app','kim','${p}','Vendor','MySQL');\n`],
  ["sas", "wk", (p) => `libname db oracle user=kim password="${p}" path=prod;\n`],
  ["abap", "wk", (p) => `  lv_password = '${p}'.\n`],
  ["cobol", "wk", (p) => `       01 WS-PASSWORD PIC X(20) VALUE '${p}'.\n`],
  ["apex", "wl", (p) => `    private static final String SF_PASSWORD = '${p}';\n`],
  ["graphql", "wl", (p) => `mutation { login(email: "kim@example.com", password: "${p}") { id } }\n`],
  ["prototext", "wl", (p) => `auth {\n  user: "app"\n  password: "${p}"\n}\n`],
  ["bicep", "wl", (p) => `param adminPassword string = '${p}'\n`],
  ["pulumi", "wk", (p) => `pulumi config set --secret dbPassword '${p}'\n`],
  ["jsonnet", "wl", (p) => `  adminPassword:: '${p}',\n`],
  ["cue", "wl", (p) => `db: password: *"${p}" | string\n`],
  ["dhall", "wl", (p) => `{ user = "app", password = "${p}" }\n`],
  ["puppet", "wl", (p) => `  mysql::db { 'app': user => 'app', password => '${p}' }\n`],
  ["chef", "wl", (p) => `default['app']['db']['password'] = '${p}'\n`],
  ["salt", "wk", (p) => `    - password: ${p}\n    - host: localhost\n`],
  ["haproxy", "wk", (p) => `    user admin insecure-password ${p}\n`],
  ["haproxy", "wk", (p) => `    stats auth admin:${p}\n`],
  ["wpa_supplicant", "wl", (p) => `network={\n    ssid="home"\n    psk="${p}"\n}\n`],
  ["hostapd", "wl", (p) => `wpa=2\nwpa_passphrase=${p}\n`],
  ["networkmanager", "wl", (p) => `[wifi-security]\nkey-mgmt=wpa-psk\npsk=${p}\n`],
  ["chap-secrets", "wk", (p) => `kim    pptpd   "${p}"   *\n`],
  ["ipsec", "wk", (p) => `kim : EAP "${p}"\n`],
  ["ipsec", "wa", (p) => `10.0.0.1 10.0.0.2 : PSK "${p}"\n`],
  ["fstab", "wk", (p) => `//nas/share /mnt cifs username=kim,password=${p},uid=1000 0 0\n`],
  ["msmtp", "wl", (p) => `host smtp.example.com\nuser kim\npassword ${p}\n`],
  ["mutt", "wk", (p) => `set smtp_pass = "${p}"\nset imap_pass='${p}'\n`],
  ["mbsync", "wk", (p) => `User kim@example.com\nPass "${p}"\n`],
  ["fetchmail", "wk", (p) => `poll mail.example.com proto imap user "kim" password "${p}" is kim here\n`],
  ["postfix", "wk", (p) => `[smtp.example.com]:587 kim@example.com:${p}\n`],
  ["cisco", "wk", (p) => `username admin privilege 15 password 0 ${p}\n`],
  ["cisco", "wk", (p) => `enable secret 0 ${p}\n`],
  ["cisco", "wk", (p) => `snmp-server user kim grp v3 auth sha ${p} priv aes 128 ${p}\n`],
  ["junos", "wk", (p) => `set system root-authentication plain-text-password-value "${p}"\n`],
  ["mikrotik", "wk", (p) => `/user add name=kim group=full password=${p}\n`],
  ["robot", "wk", (p) => `    Input Password    id:password    ${p}\n`],
  ["robot", "wk", (p) => `\${ADMIN_PASSWORD}    ${p}\n`],
  ["gherkin", "wl", (p) => `    When I log in as "kim" with password "${p}"\n`],
  ["gherkin", "k", (p) => `      | username | password |\n      | kim | ${p} |\n`],
  [
    "http",
    "wl",
    (p) =>
      `POST /login HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\nuser=kim&password=${p.replace(/&/g, "%26")}\n`,
  ],
  ["har", "wl", (p) => `{"name": "j_password", "value": "${p}"},\n`],
  ["postman", "wl", (p) => `"basic": [{"key": "password", "value": "${p}", "type": "string"}]\n`],
  ["jmeter", "wl", (p) => `<stringProp name="HTTPSampler.password">${p.replace(/&/g, "&amp;")}</stringProp>\n`],
  ["k6", "wl", (p) => `  http.post(url, { login: 'kim', passwd: '${p}' });\n`],
  ["inventory", "wk", (p) => `web1 ansible_user=root ansible_ssh_pass=${p} ansible_port=22\n`],
  ["cloud-init", "wk", (p) => `chpasswd:\n  list: |\n    root:${p}\n  expire: false\n`],
  ["cloud-init", "wl", (p) => `password: ${p}\nssh_pwauth: true\n`],
  ["kickstart", "wk", (p) => `rootpw --plaintext ${p}\n`],
  ["preseed", "wk", (p) => `d-i passwd/root-password password ${p}\n`],
  [
    "unattend",
    "wl",
    (p) => `<AdministratorPassword>\n  <Value>${p.replace(/&/g, "&amp;")}</Value>\n</AdministratorPassword>\n`,
  ],
  ["vagrant", "wk", (p) => `  config.ssh.password = "${p}"\n`],
  ["packer", "wk", (p) => `  ssh_password = "${p}"\n  winrm_password = "${p}"\n`],
  ["fastlane", "wk", (p) => `ENV["MATCH_PASSWORD"] = "${p}"\n`],
  ["esphome", "wl", (p) => `wifi:\n  networks:\n    - ssid: home\n      password: "${p}"\n`],
  [
    "jaas",
    "wl",
    (p) => `org.apache.kafka.common.security.plain.PlainLoginModule required username="kim" password="${p}";\n`,
  ],
  ["tomcat", "wk", (p) => `<user username="admin" password="${p.replace(/&/g, "&amp;")}" roles="manager-gui"/>\n`],
  ["jboss", "wk", (p) => `./add-user.sh -a -u kim -p '${p}'\n`],
  ["jboss", "wk", (p) => `data-source add --name=x --user-name=sa --password=${p}\n`],
  ["weblogic", "wk", (p) => `connect('weblogic', '${p}', 't3://localhost:7001')\n`],
  ["flyway", "wl", (p) => `flyway.password=${p}\nflyway.user=app\n`],
  ["logstash", "wl", (p) => `    elasticsearch {\n      user => "elastic"\n      password => "${p}"\n    }\n`],
  ["telegraf", "wl", (p) => `[[outputs.influxdb]]\n  username = "telegraf"\n  password = "${p}"\n`],
  ["alertmanager", "wl", (p) => `  smtp_auth_password: '${p}'\n`],
  ["mc", "wk", (p) => `mc alias set local http://localhost:9000 admin ${p}\n`],
  ["vault", "wk", (p) => `vault kv put secret/app username=kim password=${p}\n`],
  ["etcdctl", "wk", (p) => `etcdctl --user=root:${p} get /\n`],
  ["influx", "wk", (p) => `influx setup --username kim --password ${p} --org o --force\n`],
  ["clickhouse", "wk", (p) => `clickhouse-client --user kim --password ${p} -q 'SELECT 1'\n`],
  ["cqlsh", "wk", (p) => `cqlsh -u cassandra -p ${p} 10.0.0.1\n`],
  ["neo4j", "wk", (p) => `neo4j-admin dbms set-initial-password ${p}\n`],
  ["neo4j", "wk", (p) => `NEO4J_AUTH=neo4j/${p}\n`],
  ["sqoop", "wk", (p) => `sqoop import --connect jdbc:mysql://db/app --username kim --password ${p}\n`],
  ["ipmitool", "wk", (p) => `ipmitool -I lanplus -H bmc -U ADMIN -P ${p} power status\n`],
  ["snmp", "wk", (p) => `snmpwalk -v3 -u kim -l authPriv -a SHA -A ${p} -x AES -X ${p} host\n`],
  ["cmdkey", "wk", (p) => `cmdkey /add:server /user:kim /pass:${p}\r\n`],
  ["psexec", "wk", (p) => `psexec \\\\host -u kim -p ${p} cmd\r\n`],
  ["wmic", "wk", (p) => `wmic /node:host /user:kim /password:${p} os get\r\n`],
  ["signtool", "wk", (p) => `signtool sign /f cert.pfx /p ${p} /t http://ts app.exe\r\n`],
  ["jarsigner", "wk", (p) => `jarsigner -keystore k.jks -storepass ${p} -keypass ${p} a.jar alias\n`],
  ["apksigner", "wk", (p) => `apksigner sign --ks k.jks --ks-pass pass:${p} a.apk\n`],
  ["pkcs12", "wk", (p) => `openssl pkcs12 -export -in c.pem -out c.p12 -password pass:${p}\n`],
  ["cryptsetup", "wk", (p) => `echo -n '${p}' | cryptsetup luksOpen /dev/sdb1 x -\n`],
  ["qpdf", "wk", (p) => `qpdf --decrypt --password=${p} in.pdf out.pdf\n`],
  ["pdftk", "wk", (p) => `pdftk in.pdf input_pw ${p} output out.pdf\n`],
  ["sudo", "wk", (p) => `echo "${p}" | sudo -S systemctl restart app\n`],
  ["nmcli", "wk", (p) => `nmcli dev wifi connect home password "${p}"\n`],
  ["netsh", "wl", (p) => `<keyMaterial>${p.replace(/&/g, "&amp;")}</keyMaterial>\n`],
  ["htpasswd", "wk", (p) => `htpasswd -bc .htpasswd kim ${p}\n`],
  ["slapd", "wk", (p) => `rootdn "cn=admin,dc=x"\nrootpw ${p}\n`],
  ["ldif", "wl", (p) => `dn: uid=kim\nuserPassword: ${p}\n`],
  ["kotlin dsl", "wl", (p) => `  authentication { username.set("kim"); password.set("${p}") }\n`],
  ["ktor", "wl", (p) => `  BasicAuthCredentials(username = "kim", password = "${p}")\n`],
  ["objective-c", "wl", (p) => `static NSString *const kPassword = @"${p}";\n`],
  ["objective-c", "wk", (p) => `[client loginWithUser:@"kim" password:@"${p}"];\n`],
  ["qt", "wk", (p) => `    db.setPassword(QStringLiteral("${p}"));\n`],
  ["glib", "wk", (p) => `g_object_set(src, "user-pw", "${p}", NULL);\n`],
  ["c", "wk", (p) => `    strcpy(cfg.password, "${p}");\n`],
  ["c", "wk", (p) => `    curl_easy_setopt(curl, CURLOPT_USERPWD, "kim:${p}");\n`],
  ["c", "wk", (p) => `  if (strcmp(pass, "${p}") == 0) {\n`],
  ["rust", "wk", (p) => `        .basic_auth("kim", Some("${p}"))\n`],
  ["go", "wk", (p) => `\treq.SetBasicAuth("kim", "${p}")\n`],
  ["python", "wk", (p) => `    smtp.login("kim@example.com", "${p}")\n`],
  ["python", "wl", (p) => `    parser.add_argument("--pw", default="${p}")\n`],
  ["python", "wk", (p) => `ssh.connect("h", 22, "root", "${p}")  # root password\n`],
  ["ruby", "wk", (p) => `Net::SSH.start("h", "kim", password: "${p}") do |ssh|\n`],
  ["php", "wk", (p) => `define('DB_PASSWORD', '${p}');\n`],
  ["laravel", "wk", (p) => `        'password' => Hash::make('${p}'),\n`],
  ["django", "wk", (p) => `User.objects.create_user("kim", "kim@example.com", "${p}")\n`],
  ["rails", "wk", (p) => `User.create!(email: "kim@example.com", password: "${p}", password_confirmation: "${p}")\n`],
  ["comment behind", "wk", (p) => `kim / ${p}   # the admin's password\n`],
  ["comment before", "wk", (p) => `# password of the staging box:\n# ${p}\n`],
  ["comment before", "wk", (p) => `/* root pw */ "${p}",\n`],
  ["prose", "wk", (p) => `The initial password for admin is \`${p}\`, change it.\n`],
  ["prose", "wk", (p) => `Test account: kim@example.com / ${p}\n`],
  ["notes", "wk", (p) => `user: kim\npw: ${p}\n`],
  ["rst", "wk", (p) => `:password: ${p}\n`],
  ["same again", "wk", (p) => `const PASSWORD = "${p}";\nawait page.keyboard.type("${p}");\n`],
  ["language tr", "l", (p) => `sifre = "${p}"\n`],
  ["language vi", "l", (p) => `mat_khau: "${p}"\n`],
  ["language fi", "l", (p) => `salasana=${p}\n`],
  ["language pl", "k", (p) => `haslo_admina = '${p}'\n`],
  ["language el", "k", (p) => `κωδικός = "${p}"\n`],
  ["language th", "k", (p) => `รหัสผ่าน: ${p}\n`],
  ["language he", "k", (p) => `"סיסמה": "${p}"\n`],
];

/** Tokens of that set: bare ones among commands, arguments, headers and data of programs, and of issuers that none of the others has. */
export const fifthTokens: TokenForms = ({ s, t, one }) => {
  const alike = (kind: string, make: () => string, ...writers: ((token: string) => string)[]): void => {
    for (const write of writers) one(kind, make, write);
  };
  alike(
    "hex argument",
    () => s("hex", 32),
    (k) => `const client = twilio("AC" + sid, "${k}");\n`,
    (k) => `Client('${s("digit", 8)}', '${k}')\n`,
    (k) => `  sdk.init("app-1", "${k}");\n`,
    (k) => `mixpanel.init("${k}")\n`,
    (k) => `new Analytics('${k}')\n`,
    (k) => `TinifyClient.authenticate("${k}")\n`,
    (k) => `Bugsnag.start({ apiKey: '${k}' })\n`,
    (k) => `datadog.initialize(api_key='${k}', app_key='${s("digit", 3)}')\n`,
    (k) => `pusher = Pusher(app_id="1", key="k", secret="${k}")\n`,
  );
  alike(
    "alnum argument",
    () => s("alnum", 32),
    (k) => `nexmo.Client(key="1", secret="${k}")\n`,
    (k) => `  .setOAuthConsumerSecret("${k}")\n`,
    (k) => `new TwitterApi("${k}")\n`,
    (k) => `Mailgun::Client.new '${k}'\n`,
    (k) => `cloudinary.config(cloud_name="x", api_secret="${k}")\n`,
    (k) => `auth.GetTokenSource(ctx, "${k}")\n`,
    (k) => `client.setAccessToken("${k}");\n`,
    (k) => `let api = Api::new("${k}".to_string());\n`,
    (k) => `session.headers.update({"X-Auth-Token": "${k}"})\n`,
  );
  alike(
    "command",
    () => s("alnum", 40),
    (k) => `snyk auth ${k}\n`,
    (k) => `cargo login ${k}\n`,
    (k) => `ngrok config add-authtoken ${k}\n`,
    (k) => `npm config set //registry.npmjs.org/:_authToken ${k}\n`,
    (k) => `fly secrets set SESSION_KEY=${k}\n`,
    (k) => `wrangler secret put TOKEN <<< "${k}"\n`,
    (k) => `az login --service-principal -u app -p ${k} --tenant t\n`,
    (k) => `gh secret set DEPLOY_TOKEN --body "${k}"\n`,
    (k) => `sonar-scanner -Dsonar.login=${k}\n`,
    (k) => `kubectl config set-credentials kim --token=${k}\n`,
    (k) => `helm registry login r.example.com -u kim -p ${k}\n`,
    (k) => `twine upload -u __token__ -p ${k} dist/*\n`,
    (k) => `git clone https://x-access-token:${k}@github.com/a/b\n`,
    (k) => `curl -H "X-Vault-Token: ${k}" http://v:8200\n`,
    (k) => `curl -H 'DD-API-KEY: ${k}' https://api.example\n`,
    (k) => `http GET api.example/v1 "Authorization:Token ${k}"\n`,
    (k) => `consul acl set-agent-token default ${k}\n`,
  );
  alike(
    "comment",
    () => s("alnum", 36),
    (k) => `// token: ${k}\n`,
    (k) => `send(req, "${k}") // the deploy token\n`,
    (k) => `# api key for staging\n# ${k}\n`,
    (k) => `/* secret */ "${k}",\n`,
    (k) => `Use the key \`${k}\` to call it.\n`,
    (k) => `const K = "${k}"; // API key\n`,
  );
  alike(
    "data",
    () => s("b64u", 43),
    (k) => `[auth]\n\ttoken = ${k}\n`,
    (k) => `extraheader = AUTHORIZATION: bearer ${k}\n`,
    (k) => `<add key="ApiToken" value="${k}" />\n`,
    (k) => `<string name="api_key">${k}</string>\n`,
    (k) => `api_token => "${k}",\n`,
    (k) => `:api-key "${k}"\n`,
    (k) => `{"private_key_id": "x", "refresh_token": "${k}"}\n`,
    (k) => `Set-Cookie: session=${k}; HttpOnly\n`,
    (k) => `wss://stream.example.com/ws?token=${k}\n`,
    (k) => `x-functions-key: ${k}\n`,
    (k) => `Ocp-Apim-Subscription-Key: ${k}\n`,
    (k) => `  - name: API_TOKEN\n    value: ${k}\n`,
  );
  alike(
    "mark",
    () => s("alnum", 40),
    (k) => `const k = "abc_live_${k}";\n`,
    (k) => `TOKEN_X: nova-${k}\n`,
    (k) => `use("zoo_sk_${k}")\n`,
    (k) => `fetch(url, { headers: { Authorization: "Bearer acme_${k}" } })\n`,
  );
  one(
    "known",
    () => "ya29" + ".a0" + s("b64u", 160),
    (k) => `access("${k}")\n`,
  );
  one(
    "known",
    () => "1//0" + "g" + s("b64u", 90),
    (k) => `refresh("${k}")\n`,
  );
  one(
    "known",
    () => "gh" + "s_" + s("alnum", 36),
    (k) => `git remote set-url origin https://kim:${k}@github.com/a/b\n`,
  );
  one(
    "known",
    () => "sk" + "-proj-" + s("b64u", 74) + "T3BlbkFJ" + s("b64u", 74),
    (k) => `llm keys set openai --value ${k}\n`,
  );
  one(
    "known",
    () => "hv" + "s." + s("b64u", 90),
    (k) => `vault login ${k}\n`,
  );
  one(
    "known",
    () => "EAA" + "C" + s("alnum", 120),
    (k) => `graph.me("${k}")\n`,
  );
  one(
    "known",
    () => s("hex", 40),
    (k) => `wandb.login(key="${k}")\n`,
  );
  one(
    "known",
    () => s("lowdig", 52),
    (k) => `az devops login --token ${k}\n`,
  );
  t("jwk", () => {
    const d = s("b64u", 43);
    return [[d], `{"kty":"EC","crv":"P-256","d":"${d}","x":"AA"}\n`];
  });
  t("jwt", () => {
    const sig = s("b64u", 86);
    const body = Buffer.from(`{"sub":"${s("digit", 9)}"}`).toString("base64url");
    return [[sig], `curl -b "jwt=eyJhbGciOiJFUzI1NiJ9.${body}.${sig}" https://x.example\n`];
  });
  t("same again", () => {
    const k = s("alnum", 24);
    return [[k], `API_TOKEN = "${k}"\n\nassert sent == ["${k}"]\n`];
  });
  t("wireguard", () => {
    const k = s("b64", 43) + "=";
    return [[k], `[Interface]\nPrivateKey = ${k}\nAddress = 10.0.0.2/32\n`];
  });
  t("wireguard", () => {
    const k = s("b64", 43) + "=";
    return [[k], `[Peer]\nPresharedKey = ${k}\nAllowedIPs = 0.0.0.0/0\n`];
  });
  t("ssh2", () => {
    const lines = Array.from({ length: 10 }, () => s("b64", 70));
    return [
      lines,
      `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n${lines.join("\n")}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n`,
    ];
  });
  t("pkcs8", () => {
    const lines = Array.from({ length: 10 }, () => s("b64", 64));
    return [lines, `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${lines.join("\n")}\n-----END ENCRYPTED PRIVATE KEY-----\n`];
  });
  t("env block", () => {
    const [a, b] = [s("alnum", 32), s("b64", 40)];
    return [[a, b], `env:\n  STRIPE_WEBHOOK_SECRET: ${a}\n  R2_SECRET_ACCESS_KEY: ${b}\n`];
  });
  t("basic header", () => {
    const k = Buffer.from("kim:" + s("alnum", 14)).toString("base64");
    return [[k], `headers = {"Authorization": "Basic ${k}"}\n`];
  });
  t("otp", () => {
    const k = s("b32", 32);
    return [[k], `totp = pyotp.TOTP("${k}")\n`];
  });
  t("shared key", () => {
    const k = s("b64", 43) + "=";
    return [[k], `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${k}\n`];
  });
};
