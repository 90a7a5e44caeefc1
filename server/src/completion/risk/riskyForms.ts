/** Harm that a form of code does to its program. */
export type RiskKind = "unverified" | "shell";

/** A form of code that is only given on request, with an example and a near miss that a test runs. */
interface RiskyForm {
  readonly kind: RiskKind;
  readonly form: RegExp;
  readonly met: string;
  readonly missed: string;
}

const unverified = (form: RegExp, met: string, missed: string): RiskyForm => ({
  kind: "unverified",
  form,
  met,
  missed,
});
const shell = (form: RegExp, met: string, missed: string): RiskyForm => ({ kind: "shell", form, met, missed });

/** Forms that switch off the checking of certificates, and shell commands that are built from strings; all with the flag `g`. */
export const riskyForms: readonly RiskyForm[] = [
  // Node, and every program that reads its variable.
  unverified(
    /rejectUnauthorized["']?\s*[:=]\s*(?:false|0|!1)\b/g,
    "{ rejectUnauthorized: false }",
    "{ rejectUnauthorized: true }",
  ),
  unverified(
    /NODE_TLS_REJECT_UNAUTHORIZED["'\])]*\s*[:=,]\s*["'`]?0/g,
    'process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";',
    'process.env.NODE_TLS_REJECT_UNAUTHORIZED = "1";',
  ),
  // Python: requests, httpx, aiohttp, ssl.
  unverified(/\bverify(?:_ssl|_certs|_mode)?["']?\s*[:=]\s*(?:False|0)\b/g, "get(url, verify=False)", "verify=True"),
  unverified(/\bcheck_hostname\s*=\s*False\b/g, "context.check_hostname = False", "check_hostname = True"),
  unverified(
    /\b(?:_create_unverified_context|_create_stdlib_context|CERT_NONE)\b/g,
    "context.verify_mode = ssl.CERT_NONE",
    "ssl.CERT_REQUIRED",
  ),
  // Go, and settings files of Go programs.
  unverified(
    /\binsecure_?skip_?(?:tls_?)?verify["']?\s*[:=]\s*true\b/gi,
    "&tls.Config{InsecureSkipVerify: true}",
    "InsecureSkipVerify: false",
  ),
  // curl's library, PHP's streams, Guzzle.
  unverified(
    /\bCURLOPT_SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>|=)\s*(?:false|0)/gi,
    "curl_setopt($c, CURLOPT_SSL_VERIFYPEER, false)",
    "curl_setopt($c, CURLOPT_SSL_VERIFYHOST, 2)",
  ),
  unverified(
    /["']verify(?:_peer|_peer_name)?["']\s*=>\s*false\b/gi,
    "new Client(['verify' => false])",
    "['verify' => $bundle]",
  ),
  // Rust, Ruby, OpenSSL, Java, C#.
  unverified(
    /\bdanger_accept_invalid_(?:certs|hostnames)\(\s*true\b/g,
    "builder.danger_accept_invalid_certs(true)",
    "builder.danger_accept_invalid_certs(false)",
  ),
  unverified(/\b(?:SSL_)?VERIFY_NONE\b/g, "http.verify_mode = OpenSSL::SSL::VERIFY_NONE", "OpenSSL::SSL::VERIFY_PEER"),
  unverified(
    /\b(?:NoopHostnameVerifier|TrustAllStrategy|ALLOW_ALL_HOSTNAME_VERIFIER|DangerousAcceptAnyServerCertificateValidator)\b/g,
    "setSSLHostnameVerifier(NoopHostnameVerifier.INSTANCE)",
    "new DefaultHostnameVerifier()",
  ),
  unverified(
    /CertificateValidationCallback\s*\+?=[^;\n]*=>\s*true\b/g,
    "ServerCertificateValidationCallback = (s, c, h, e) => true;",
    "ServerCertificateValidationCallback = check;",
  ),
  // Command lines.
  unverified(
    /\bcurl\b[^\n|;&]*\s(?:-\w*k\w*|--insecure)(?=\s|$|["'`])/g,
    "curl -sk https://example.org",
    "curl --silent https://example.org",
  ),
  unverified(/--no-check-certificates?\b/g, "wget --no-check-certificate $url", "wget --no-cache $url"),
  unverified(
    /\b(?:http\.sslVerify|strict-ssl|sslverify)(?:\s*=\s*|\s+)["']?(?:false|0)\b/gi,
    "git config http.sslVerify false",
    "npm config set strict-ssl true",
  ),
  unverified(/\bGIT_SSL_NO_VERIFY\s*=\s*["']?(?:1|true)/g, "GIT_SSL_NO_VERIFY=1 git pull", "GIT_SSL_CAINFO=ca.pem"),

  // JavaScript; a method `exec` of anything else is a regular expression's or a database's.
  shell(
    /(?:(?<![\w$.])exec|\b(?:child_process|childProcess|cp|shell|shelljs)\.exec|\bexecSync)\(\s*(?:`[^`\n]*\$\{|(?:"[^"\n]*"|'[^'\n]*')\s*\+|[\w.]+\s*\+\s*["'`])/g,
    "execSync(`rm -rf ${folder}`)",
    "pattern.exec(`${text}`)",
  ),
  shell(
    /(?:\$\{|\+\s*\w|["']\s*\+)[^\n]*\bshell:\s*(?:true\b|["'])/g,
    "spawn(`rm ${name}`, { shell: true })",
    'spawn("rm", [name], { shell: true })',
  ),
  // Python.
  shell(
    /\bos\.(?:system|popen)\(\s*(?:[rR]?[fF][rR]?["']|(?:"[^"\n]*"|'[^'\n]*')\s*(?:%|\+|\.format)|[\w.]+\s*(?:\+|%|\.format))/g,
    'os.system(f"rm {name}")',
    'os.system("clear")',
  ),
  shell(
    /\b(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)\(\s*(?:args\s*=\s*)?(?:[rR]?[fF][rR]?["']|(?:"[^"\n]*"|'[^'\n]*')\s*(?:%|\+|\.format)|[\w.]+\s*\+)[^\n]*\bshell\s*=\s*True\b/g,
    'subprocess.run(f"rm {name}", shell=True)',
    'subprocess.run(["rm", name], shell=False)',
  ),
  shell(/\bgetoutput\(\s*[rR]?[fF]["']/g, 'subprocess.getoutput(f"ls {x}")', 'subprocess.getoutput("ls")'),
  // PHP and Perl.
  shell(
    /\b(?:shell_exec|exec|system|passthru|popen|proc_open)\(\s*(?:"[^"\n]*\$\w|(?:"[^"\n]*"|'[^'\n]*')\s*\.\s*\$)/g,
    'shell_exec("rm " . $name)',
    'shell_exec("ls")',
  ),
  // Ruby.
  shell(/(?:\b(?:system|exec|spawn)[ (]\s*"[^"\n]*|%x[({[][^\n]*)#\{/g, 'system("rm #{name}")', 'system("rm", name)'),
  // Go, Rust, Java, C#.
  shell(
    /"-c",\s*(?:fmt\.Sprintf|"[^"\n]*"\s*\+|\w+\s*\+)/g,
    'exec.Command("sh", "-c", "rm "+name)',
    'exec.Command("sh", "-c", "ls")',
  ),
  shell(
    /\.arg\("-c"\)\s*\.arg\(\s*&?format!/g,
    'Command::new("sh").arg("-c").arg(format!("rm {name}"))',
    'Command::new("rm").arg(format!("{name}"))',
  ),
  shell(
    /getRuntime\(\)\s*\.exec\(\s*(?:"[^"\n]*"\s*\+|\w+\s*\+|String\.format)/g,
    'Runtime.getRuntime().exec("rm " + name)',
    'Runtime.getRuntime().exec("ls")',
  ),
  shell(
    /\bProcess\.Start\((?:[^)\n]*"\s*\+|[^)\n]*\$")/g,
    'Process.Start("cmd.exe", "/c del " + name)',
    'Process.Start("notepad.exe")',
  ),
];
