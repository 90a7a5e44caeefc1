import { foldWord } from "./foldCharacter";

/**
 * Strength of a name as evidence about its value. `password`: any words may be one. `secret`: a value that is more than a word.
 * `weak`: only random values.
 */
export type NameKind = "password" | "secret" | "weak";

/** A word that makes a name the name of a secret. */
export interface SecretWord {
  readonly word: string;
  readonly kind: NameKind;
  /** True if it counts only as a word by itself, since other words contain it: `pass` in `compass`. */
  readonly isShort: boolean;
}

/** Words for a password in many languages; blanks may be missing, or be hyphens or underscores. */
const passwordWords =
  "password|passwd|passwrd|passwort|kennwort|losungswort|zugangswort|passphrase|pass phrase|passcode|pass code|passw0rd|p4ssword|" +
  "pa55word|mot de passe|mot passe|phrase de passe|code secret|contrasena|contrasenya|contrasinal|palabra clave|clave acceso|clave de acceso|palabra de acceso|codigo de acceso|zugangscode|senha|palavra passe|" +
  "palavra chave|parola|parola d'ordine|parolachiave|wachtwoord|wagwoord|haslo|heslo|losenord|adgangskode|kodeord|passord|salasana|" +
  "tunnussana|jelszo|lozinka|zaporka|geslo|slaptazodis|parole|parool|salasona|sifre|sifresi|parolasi|mat khau|kata sandi|katasandi|kata laluan|" +
  "pasahitza|pasvorto|cyfrinair|focal faire|lykilord|fjalekalim|" +
  "пароль|пароля|паролі|парола|лозинка|шифра|гасло|құпиясөз|нууц үг|κωδικός|κωδικός πρόσβασης|συνθηματικό|" +
  "密码|密碼|口令|通行碼|通关密语|パスワード|パスフレーズ|暗証番号|合言葉|비밀번호|암호|패스워드|" +
  "סיסמה|סיסמא|كلمة المرور|كلمة السر|كلمه السر|رمز عبور|گذرواژه|کلمه عبور|पासवर्ड|कूटशब्द|পাসওয়ার্ড|கடவுச்சொல்|รหัสผ่าน|" +
  "identified by|seed phrase|recovery phrase|mnemonic phrase|requirepass|masterauth|auth pass|bindpw|rootpw|key material";

/** The same, found only as words by themselves. */
const shortPasswordWords =
  "pass|pwd|pw|psw|pswd|passw|psswd|pword|mdp|mnemonic|gesla|hasla|hesla|contra|clave secreta|clau|psk|ключевая фраза";

/** Words for a program's credentials. */
const secretWords =
  "secret|token|secret key|api key|access key|private key|signing key|encryption key|master key|shared key|auth key|account key|license key|" +
  "licence key|service key|server key|client key|deploy key|host key|root key|session key|admin key|app key|application key|" +
  "consumer key|integration key|routing key|ingest key|write key|secure key|crypt key|crypto key|cipher key|hmac key|aes key|jwt key|" +
  "subscription key|webhook key|sdk key|mobile key|function key|publish key|credential|zugangsdaten|geheimnis|geheimschlussel|schlussel|zugriffstoken|" +
  "cle api|cle d'acces|cle secrete|cle privee|secreto|segredo|chave secreta|chave api|chave privada|clave api|clave privada|" +
  "chiave segreta|chiave api|segreto|geheim|sleutel|klucz api|tajemstvi|klic api|hemlighet|nyckel|anahtar|api anahtari|gizli|jeton|" +
  "секрет|токен|ключ|ключ апи|密钥|密鑰|秘钥|私钥|令牌|秘密|秘密鍵|アクセスキー|シークレット|トークン|시크릿|토큰|비밀키|인증키|" +
  "مفتاح|מפתח|clientsecret|accountkey|sharedaccesskey|connection string|session id cookie|bearer|cookie secret|dsn|webhook url|" +
  "basic auth|auth code|otp seed|totp|recovery code|backup code|pin code";

/** The same, found only as words by themselves. */
const shortSecretWords = "clave";

/** Words that are as frequent in names of other things. */
const weakWords =
  "key|auth|salt|pepper|seed|sig|signature|cookie|sid|pat|cert|jwt|hmac|psn|clef|credentials json|creds|cred";

/** All of them, folded as texts are before they are searched, in lower case, with each gap. */
export const allSecretWords: readonly SecretWord[] = [
  ...listed(passwordWords, "password", false),
  ...listed(shortPasswordWords, "password", true),
  ...listed(secretWords, "secret", false),
  ...listed(shortSecretWords, "secret", true),
  ...listed(weakWords, "weak", true),
];

function listed(words: string, kind: NameKind, isShort: boolean): SecretWord[] {
  const spelled = folded(words).flatMap((word) => ["", "_", "-", " "].map((gap) => word.replaceAll(" ", gap)));
  return [...new Set(spelled)].map((word) => ({ word, kind, isShort }));
}

function folded(words: string): string[] {
  return foldWord(words).toLowerCase().split("|");
}

/** Words about passwords in any of those languages, which so aren't passwords. */
export const wordsAboutPasswords: ReadonlySet<string> = new Set(
  [passwordWords, shortPasswordWords, secretWords]
    .flatMap((words) => folded(words).flatMap((word) => word.split(" ")))
    .filter((word) => word.length >= 3),
);
