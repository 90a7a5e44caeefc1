import { isGiven } from "./logins";
import { rule } from "./ownRule";
import { entropy, type SecretRule } from "./secretRule";
import { isChance } from "./secretValue";

/** Rules for secrets with a form of their own: headers, signatures and hooks in URLs, hashes, cookies, keys. */
export const formRules = (): SecretRule[] => [
  rule({
    id: "authorization-header",
    keywords: ["authorization", "bearer ", "basic ", "x-api-key", "api-key", "x-auth", "private-token"],
    pattern:
      /\b(?:(?:proxy-)?authorization["'`]?\s{0,5}[:=,]?\s{0,5}["'`]?(?:bearer|basic|token|apikey|key|ssws|bot|digest)|["'`](?:bearer|basic|bot))\s{1,5}([\w.~+/=:-]{12,2000})/dgi,
    accept: (value) => isGiven(value) && (looksRandom(value, 3) || isLogin(value)),
  }),
  rule({
    id: "signature-in-url",
    keywords: ["sig=", "signature=", "token=", "key=", "secret=", "password=", "code="],
    pattern:
      /[?&](?:sig|(?:x-amz-|x-goog-)?signature|access_token|auth_token|token|(?:api_?|subscription-)?key|client_secret|secret|password|code)=([^&\s"'`<>#)\]}]{12,500})/dgi,
    accept: (value) => isGiven(value) && looksRandom(value, 3),
  }),
  rule({
    id: "password-hash",
    keywords: ["$2", "$apr1$", "$argon2", "$6$", "$5$", "$1$", "$y$", "scrypt", "pbkdf2", "{sha", "{ssha"],
    pattern:
      /(\$2[abxy]?\$\d\d\$[./a-z0-9]{53}|\$(?:apr1|1|5|6|y)\$(?:rounds=\d{1,9}\$)?(?:[./a-z0-9]{1,16}\$){1,2}[./a-z0-9]{22,86}|\$argon2(?:id|i|d)\$v=\d{1,3}\$[a-z0-9=,]{1,60}\$[a-z0-9+/]{1,100}\$[a-z0-9+/]{1,200}|\{S?SHA\d{0,3}\}[a-z0-9+/]{24,120}={0,2}|\bpbkdf2[\w:-]{0,20}\$\d{1,8}\$[^\s"'$]{1,60}\$[^\s"']{20,120})/dgi,
    accept: () => true,
  }),
  rule({
    id: "webhook-url",
    keywords: [
      "/webhooks/",
      "/hooks/",
      "/v2/",
      "/v3/",
      "quiknode.pro/",
      "api.telegram.org/bot",
      "webhook",
      "/triggers/",
      "/with/key/",
      "hooks.",
    ],
    pattern:
      /(?:\bdiscord(?:app)?\.com\/api\/webhooks\/\d{10,}\/|api\.telegram\.org\/bot|\b(?:alchemy(?:api)?|infura)\.(?:com|io)\/v[23]\/|\.quiknode\.pro\/|\/hooks?\/|\/triggers\/|\/with\/key\/|webhook[\w./-]{0,100}?\/|\bhooks?[\w.-]{0,60}\/[\w./-]{0,60}\/(?=[\w-]{20})|webhook[\w./@-]{0,160}\/(?=[0-9a-f]{32}\/))([\w:-]{20,200}(?:\/[\w-]{8,60})?)/dgi,
    accept: (value) => looksRandom(value, 3.4),
  }),
  rule({
    id: "session-cookie",
    keywords: ["cookie"],
    pattern:
      /\bcookie["']?\s{0,3}[:=,]\s{0,3}["']?(?:[^"'\n]{1,200}; )?(?:[\w-]{0,20}sess\w{0,10}|sid|auth\w{0,10}|jwt|remember\w{0,10})=([^;\s"']{16,400})/dgi,
    accept: isChance,
  }),
  rule({
    id: "password-to-hash",
    keywords: [
      "bcrypt",
      "argon2",
      "scrypt",
      "hashpw",
      "pgp_sym_",
      "aes_encrypt",
      "aes_decrypt",
      ".tochararray",
      "jwt.",
      "hmac.",
      "wallet(",
      "privatekey",
      "private_key",
      "fernet(",
    ],
    // `bcrypt.hash("word7", 10)`, `pgp_sym_encrypt(x, 'word7')`, `keys.load(in, "word7".toCharArray())`; not `bcrypt.hash(word, 10)`.
    pattern:
      /(?:\b(?:bcrypt|argon2|scrypt|hashpw)\w{0,20}(?:\.\w{1,30})?\([bu]?["']([^"'\n]{5,100})["']|\b(?:pgp_sym_|aes_)(?:en|de)crypt\([^()\n]{1,100},[ ]{0,3}'([^'\n]{4,100})'|\b(?:jwt|jsonwebtoken|hmac)\.(?:sign|verify|encode|decode|new)\((?:[\w.{}$ ]{1,60},[ ]{0,3})?b?["']([^"'\n]{12,200})["']|\bFernet\(b?["']([\w+/-]{43}=)["']|(?:Wallet|PrivateKey|private_key)\w{0,12}\(["'](?:0x)?([0-9a-f]{64})["']|\b(?:load|store|getKey|getEntry|init|PBEKeySpec|PasswordProtection)\([^)"\n]{0,80}"([^"\n]{4,100})"\.toCharArray)/dgi,
    accept: (value) => isGiven(value) && /[a-z]/i.test(value) && /[^a-z]/i.test(value),
  }),
  rule({ id: "convex-deploy-key", keywords: ["|eyj"], pattern: /\|(eyJ[\w+/=-]{20,500})/dg, accept: () => true }),
  rule({
    id: "otp-seed",
    keywords: ["otpauth"],
    pattern: /otpauth:\/\/[^\s"'<>]{1,200}[?&]secret=([A-Z2-7]{8,128})/dgi,
    accept: isGiven,
  }),
  rule({
    id: "json-web-key",
    keywords: ["kty"],
    pattern: /["'](?:d|p|q|dp|dq|qi|k)["']\s{0,4}:\s{0,4}["']([\w-]{20,1500})["']/dg,
    accept: isGiven,
  }),
];

/** Reports whether it is a name and a password, as in the header `Basic`. */
function isLogin(value: string): boolean {
  return /^[\w.@-]{1,80}:[\x20-\x7e]{3,}$/.test(Buffer.from(value, "base64").toString("latin1"));
}

/** Reports whether letters and digits are mixed as in a token, with at least `bits` of entropy a character. */
function looksRandom(value: string, bits: number): boolean {
  return /\d/.test(value) && /[a-z]/i.test(value) && entropy(value) > bits;
}
