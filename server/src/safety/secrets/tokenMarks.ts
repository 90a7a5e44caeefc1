import type { Span } from "../promptText";
import type { ClueReader } from "./secretRule";
import { isChance, isPlaceholderValue, isReference } from "./secretValue";

/** Beginnings of tokens whose issuer's mark occurs nowhere else. */
const sureMarks =
  "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- gldt- glft- glrt- glrtr- glsoat- glcbt- glptt- glimt- glagent- glffct- gloas- xoxa- xoxb- xoxc- xoxd- " +
  "xoxe- xoxe. xoxo- xoxp- xoxr- xoxs- xapp- AIza sk_live_ sk_test_ rk_live_ rk_test_ whsec_ sk-proj- sk-ant- sk-svcacct- sk-admin- sk-or- " +
  "sk-lf- dop_v1_ doo_v1_ dor_v1_ shpat_ shpca_ shppa_ shpss_ shptka_ hvb. hvs. hvr. pypi-Ag lin_api_ lin_oauth_ figd_ figu_ AGE-SECRET-KEY-1 " +
  "gsk_ nvapi- tvly- lsv2_pt_ lsv2_sk_ pcsk_ dckr_pat_ dckr_oat_ sbp_ sb_secret_ pscale_tkn_ pscale_pw_ pscale_oauth_ dp.pt. dp.st. dp.ct. " +
  "dp.sa. dp.scim. dp.audit. glsa_ PMAK- PMAT- sntrys_ sntryu_ sntrya_ sq0atp- sq0csp- xkeysib- xsmtpsib- mlsn. NRAK- NRJS- NRII- NRIQ- " +
  "NRAA- ATATT3x ATCTT3x ATSTT3x CCIPAT_ CCIPRJ_ bkua_ GOCSPX- GR1348941 tskey- sgp_ CLOJARS_ rubygems_ EZAK EZTK duffel_live_ " +
  "duffel_test_ dt0c01. dt0s01. rdme_ shippo_live_ shippo_test_ SWMTKN-1- FLWSECK_TEST- FLWSECK- rzp_live_ rzp_test_ access_token$production$ " +
  "access_token$sandbox$ amzn.mws. amzn1.oa2-cs. bedrock-api-key- mdb_sa_sk_ pylf_v1_ wandb_v1_ cal_live_ vtwn_ tgp_v1_ ops_eyJ CFPAT- apify_api_ ory_at_ " +
  "ory_st_ ory_pat_ polar_oat_ unkey_ zpka_ secret-live- secret-test- access-production- access-sandbox- ATATT ATBB HRKU- LTAI5t atlasv1. " +
  "napi_ phx_ phs_ ptla_ ptlc_ npmtoken_ nfp_ vercel_ vcp_ fo1_ fm1r_ fm2_ rnd_ pnu_ pnb_ hcaik_ signkey-prod- signkey-test- tr_prod_ tr_dev_ " +
  "lsk_ sonar_ squ_ sqp_ sqa_ dsapi sk_ant hfr_ pat-na1- pat-eu1- ghe_ sbu_ gsrv_ PRIVATE-TOKEN- ntn_ EAAA eyJrIjoi oy2 cf_ cfut_ cfat_ cfk_ " +
  "essu_ dG9rO IGQV IGAA esecret_ os_v2_app_ vk1.a. glimt_ hvsb_ shpit_ sbp_v0_ xoxs_ mcp_sk_ sk_ant- ctx7sk- lin_wh_ frwk_ nrb_ dop_ okd_ dt0c02. dt0e01. AVNS_ bkaj_ xau_";

/** Marks that also begin words and names: the rest must look random. */
const looseMarks =
  "r8_ xai- pplx- csk- fw_ jina_ e2b_ re_ vci_ vca_ vcr_ vck_ nfc_ nfu_ nfb_ secret_ md- key- pul- ya29. 1//0 LTAI AKID sl. sl.u. cio ico- app- tk_ " +
  "y0_ AQVN t1. pat_ pat- api_ api- api_org_ pk_ sk_ tok_ key_ pa- ck_ cs_ EAAC EAAG sess- sess_ svc_ ak_ ak- ms- sb- dd_ co_ rw_ ddp_ tfp_ glc_ " +
  "live_ test_ bot_ pc- fal_ ml_ hl_ vf_ sg_ cb_ mk_ ask_ gw_ oat_ rt_ at_ st_ ntf_ nk_ ory_ sfp_ va_ wh_ dg_ sntr_ tw_ np_ vt_ lk_ kc_ zt_ sdk- mob- fc- fio- sc- jp- ss_ wk_ dk_ rp_ ins_ u+ zk_ cr_ fig- whs_ psk_ gp_ cm_ ev_ csc_ sv_";

/** A beginning that issuers give their tokens. */
interface TokenMark {
  readonly mark: string;
  /** The part after it, sticky. It may be half of one that is being typed: the rules that know its length do not know it yet. */
  readonly rest: RegExp;
  /** True if words and names also begin like that, so that the rest must look random. */
  readonly isLoose: boolean;
}

const sureRest = /[\w.+/=:~$-]{12,2000}/y;
const looseRest = /(?:[a-z0-9]{2,6}[_-]){0,2}[A-Za-z0-9_-]{16,500}/y;
const [letterRest, capitalRest, dottedRest, hexRest] = [
  /[A-Za-z0-9]{12,200}/y,
  /[A-Z2-7]{12,16}/y,
  /[\w-]{12,200}/y,
  /[0-9a-f]{12,64}/y,
];

const marks: readonly TokenMark[] = [
  ...sureMarks.split(" ").map((mark) => ({ mark, rest: sureRest, isLoose: false })),
  ...looseMarks.split(" ").map((mark) => ({ mark, rest: looseRest, isLoose: true })),
  ...["sk-", "npm_", "hf_"].map((mark) => ({ mark, rest: letterRest, isLoose: false })),
  ...["AKIA", "ASIA", "ABIA", "ACCA"].map((mark) => ({ mark, rest: capitalRest, isLoose: false })),
  { mark: "SG.", rest: dottedRest, isLoose: false },
  { mark: "dapi", rest: hexRest, isLoose: false },
];

/** Readers for tokens by their marks. The marks stay in the text: they only show the issuer. */
export const markReaders: readonly ClueReader[] = marks.map((mark) => ({
  id: "token-beginning",
  keywords: [mark.mark.toLowerCase()],
  read: (text, end) => markedToken(text, mark, end),
}));

/** Reads the token whose mark ends at `end`, without the mark; `undefined` if there is none. */
function markedToken(text: string, { mark, rest, isLoose }: TokenMark, end: number): Span | undefined {
  const start = end - mark.length;
  if (isLetterOrDigit(text.charCodeAt(start - 1)) || !text.startsWith(mark, start)) return undefined;
  rest.lastIndex = end;
  const token = rest.exec(text)?.[0];
  if (token === undefined || isPlaceholderValue(token) || isReference(token)) return undefined;
  const isToken = isLoose
    ? isChance(token.replace(/^(?:[a-z0-9]{2,6}[_-]){1,2}/, ""))
    : !/^(?:[a-z_.-]+|[A-Z]+[_-][A-Z_-]*)$/.test(token);
  return isToken ? { start: end, end: end + token.length } : undefined;
}

function isLetterOrDigit(unit: number): boolean {
  return (unit >= 48 && unit < 58) || ((unit | 0x20) >= 97 && (unit | 0x20) <= 122);
}

/** A token of an issuer that isn't listed: a short mark, then letters of both cases and digits. Near miss: `test_sameLetters`. */
export const unknownMark =
  /(?<![A-Za-z0-9_-])[A-Za-z][a-z0-9]{1,9}[_-](?:[a-z0-9]{1,8}[_-])?([A-Za-z0-9]{24,100})(?![\w-])/dg;

/** Tokens without a mark, known by their form alone; in a run of `isTokenUnit` characters. */
export const formedToken = new RegExp(
  [
    /(eyJ[\w-]{15,2000}\.eyJ[\w.-]{10,20000})/, // JSON Web Token
    /\b(\d{8,10}:AA[\w-]{30,40})/, // Telegram: 123456789:AA…, not 10:AA
    /\b([MNO][A-Za-z\d]{22,27}\.[\w-]{6}\.[\w-]{20,45})/, // Discord
    /(?<![\w~.-])([\w~.-]{3}\dQ~[\w~.-]{30,36})/, // Azure application
    /(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{86}==)/, // Azure storage and other keys of 512 bits
    /\b((?:SK|AC)[0-9a-f]{32})\b/, // Twilio
    /\b([0-9a-f]{32}-us\d{1,2})\b/, // Mailchimp
    /\b(st\.[0-9a-f]{20,24}\.[0-9a-f]{32}\.[0-9a-f]{32})\b/, // Infisical
    /\b([012]\/\d{13,16}(?:\/\d{13,16})?:[0-9a-f]{32})\b/, // Asana
    /\b(\d{4,6}-[a-z0-9]{32}\.apps\.googleusercontent\.com)/, // Google
    /\b(https:\/\/[0-9a-f]{32}(?::[0-9a-f]{32})?@[\w.-]*sentry[\w.-]*\/\d+)/, // Sentry's DSN
    /\b(pat[A-Za-z0-9]{14}\.[0-9a-f]{64})\b/, // Airtable
    /\b(1000\.[0-9a-f]{32}\.[0-9a-f]{32})\b/, // Zoho
    /\b(AKCp[A-Za-z0-9]{30,80})/, // JFrog
    /\b(\d{15,20}-[A-Za-z0-9]{30,45})\b/, // Twitter
    /\b([0-9a-f]{64}:[0-9a-f]{32,64}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}:[0-9a-f]{20,64})\b/, // fal and others
    /\b([0-9a-f]{32}\.[A-Za-z0-9]{16})\b/, // Zhipu
    /(?<![\w/+])(AAAA[\w-]{7}:[\w-]{100,180})/, // Firebase messaging
    /\b([A-Za-z0-9]{14}\.atlasv1\.[\w-]{20,100})/, // Terraform Cloud
    /\b((?:FwoG|IQoJ)[A-Za-z0-9+/=]{60,2000})/, // AWS sessions
    /\b([A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{8}AC[A-Z0-9a-z]{16})\b/, // Azure AI
    /\b([a-z0-9]{48,54}AZDO[a-z0-9]{4})\b/i, // Azure DevOps
    /\b(oauth:[a-z0-9]{30})\b/, // Twitch
    /\b(11[0-9a-f]{32})\b/, // Jenkins
    /\b([xyz]prv[1-9A-HJ-NP-Za-km-z]{100,112})\b/, // wallets
    /\b([5KL][1-9A-HJ-NP-Za-km-z]{50,51})\b/,
    /\b(nsec1[a-z0-9]{58})\b/, // Nostr
    /\b(S[A-Z2-7]{55})\b/, // Stellar
    /\b(A{20}[A-Za-z0-9%]{50,120})/, // Twitter
    /\b([sp]k\.eyJ[\w-]{20,200}\.[\w-]{10,60})/, // Mapbox
    /\b((?:2[A-Za-z0-9]{26})_[A-Za-z0-9]{20,30})\b/, // ngrok
  ]
    .map(({ source }) => source)
    .join("|"),
  "dg",
);
