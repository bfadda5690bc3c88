/**
 * Credentials in a text: passwords in URLs, named passwords and tokens, tokens of known shapes, private keys.
 * Facts, evidence, excerpts of logs, shown commands and error messages pass through here where they are made, so that
 * no output can hold one.
 */

/** What stands in the place of a secret; it names nothing, so that masking twice changes nothing. */
const mask = '***';

const secretWord =
  'token|secret|passw(?:or)?d|passwd|passphrase|api[-_]?key|access[-_]?key|account[-_]?key|private[-_]?key|signing[-_]?key|' +
  'encryption[-_]?key|auth[-_]?key|credential|authorization|identitytoken|signature|art-api|[-_]pass|[-_]pwd|[-_]key|[-_]auth|[-_]pat|[-_]dsn|(?<![\\w.-])pass(?==)';
const secretName = String.raw`(?![\w.-]{0,60}public)[\w.-]{0,60}?(?:${secretWord})s?(?:[-_]?(?:id|base64|b64|json|value|pem|\d{1,3}))?`;
/** The value of a name: quoted, or up to the next blank or separator. */
const value = String.raw`(?:"(?:[^"\\\n]|\\.){1,8192}"|\$?'[^'\n]{1,8192}'|[^\s"',;&]{1,8192})`;

/** What any text that holds one has in it, which is far quicker to look for; the shape; what stands for it. */
type Rule = readonly [sign: string | RegExp, shape: RegExp, replacement: string | ((...found: string[]) => string)];

const secretSign = new RegExp(`${secretWord}|auth`, 'i');

/** In this order: what is whole, then URLs, then what is named, then what has a known shape. */
const rules: readonly Rule[] = [
  // To its end, or to the end of the text where that was cut off.
  [
    'PRIVATE KEY',
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    mask,
  ],
  // An account can be an address of mail. A port before a path with "@" in it is no password.
  [
    '://',
    /([a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>/:]{0,256}):(?!\d{1,5}(?:[/\s"',]|$))[^\s"'<>]{1,1024}?@(?=(?:\[[\da-f:.%]{2,64}\]|[\w.-]{1,256})(?::\d{1,5})?(?:[/\s"',;?#)\]]|:(?:\/|[\w-]{1,64}=)|$)|\/)/gi,
    `$1:${mask}@`,
  ],
  // A token alone before the host, as services take them; git@ and similar are accounts.
  ['://', /\b((?:[a-z0-9]{1,10}\+)?https?:\/\/)(?!git@)[^\s"'<>/@:]{1,1024}@(?=[\w.[])/gi, `$1${mask}@`],
  // A proxy as curl takes it, without a scheme.
  ['@', /(?<![\w/:.@+-])([\w.+-]{1,64}):(?!\/\/)[^\s:"'<>]{1,256}@(?=[\w.-]{1,256}:\d{2,5}\b)/g, `$1:${mask}@`],
  [
    /proxy/i,
    /(proxy["']?\s{0,2}[=:]\s{0,2}["']?[^\s:/"'<>]{1,64}:)(?!\/\/)[^\s"'<>]{1,256}@(?=[\w.-])/gi,
    `$1${mask}@`,
  ],
  // Headers, to the end of the line or of the quotes.
  [/authorization/i, /(\b(?:proxy-)?authorization["']?\s{0,4}:\s{0,4}["']?)[^\s"'][^"'\n]{0,8192}/gi, `$1${mask}`],
  [/cookie/i, /(\b(?:set-)?cookie["']?\s{0,4}:\s{0,4}["']?)[^\s"'=]{1,256}=[^"'\n]{1,8192}/gi, `$1${mask}`],
  // Options that take a password, of tools that are often seen in logs.
  [
    'curl',
    /(\bcurl\s(?:[^\n]{0,1024}?\s)?(?:-[A-Za-z]{0,8}[uU]|--user|--proxy-user)[ =]?["']?[^\s:"']{1,64}:)[^\s"']{1,1024}/g,
    `$1${mask}`,
  ],
  [
    /sshpass|login/,
    /(\b(?:sshpass|(?:docker|podman|buildah|skopeo)\slogin)\s(?:[^\n]{0,512}?\s)?-p\s?)\S{1,1024}/g,
    `$1${mask}`,
  ],
  [
    /mysql|mariadb/,
    /(\b(?:mysql\w{0,12}|mariadb[\w-]{0,12})\s(?:[^\n]{0,512}?\s)?-p)[^\s;&|-][^\s]{0,1024}/g,
    `$1${mask}`,
  ],
  ['pass:', /(\s-pass(?:in|out)?\s{1,4}pass:)\S{1,1024}/g, `$1${mask}`],
  [
    'password-stdin',
    /(\becho\s{1,4}(?:-n\s{1,4})?)[^\s|]{1,1024}(?=\s{0,4}\|[^\n]{0,256}--password-stdin)/g,
    `$1${mask}`,
  ],
  ['cachix', /(\bcachix\s{1,4}authtoken\s{1,4})\S{1,8192}/g, `$1${mask}`],
  [/Bearer |Basic |Negotiate /, /\b((?:Bearer|Basic|Negotiate) )[\w+/.=~-]{8,8192}/g, `$1${mask}`],
  // access-tokens of nix.conf: HOST=TOKEN words.
  ['access-tokens', /((?:extra-)?access-tokens[ \t]*=[ \t]*)\S.*/g, `$1${mask}`],
  // netrc(5)
  [
    'login',
    /(\blogin\s{1,9})\S{1,256}(\s{1,9}(?:account\s{1,9}\S{1,256}\s{1,9})?password\s{1,9})\S{1,1024}/g,
    `$1${mask}$2${mask}`,
  ],
  ['machine', /(\bmachine\s{1,9}\S{1,256}\s{1,9}password\s{1,9})\S{1,1024}/g, `$1${mask}`],
  [
    secretSign,
    new RegExp(String.raw`("(?:${secretName}|auth)"\s{0,9}:\s{0,9})"(?:[^"\\]|\\.){1,8192}"`, 'gi'),
    `$1"${mask}"`,
  ],
  // The same as Python prints it, as JSON within JSON, and as XML.
  [
    secretSign,
    new RegExp(String.raw`('(?:${secretName})'\s{0,9}:\s{0,9})(?:'[^'\n]{1,8192}'|"[^"\n]{1,8192}")`, 'gi'),
    `$1'${mask}'`,
  ],
  [
    secretSign,
    new RegExp(String.raw`(\\"(?:${secretName}|auth)\\"\s{0,9}:\s{0,9}\\")(?:(?!\\")[^\n]){1,8192}`, 'gi'),
    `$1${mask}`,
  ],
  [secretSign, new RegExp(String.raw`(<(?:${secretName})>)[^<\n]{1,8192}(?=<)`, 'gi'), `$1${mask}`],
  [
    secretSign,
    new RegExp(
      String.raw`(?<![\w.-])(-{0,2}${secretName}(?:\s{0,4}[=:]\s{0,4}|(?<=--[\w.-]{1,60})\s{1,4}))(${value})`,
      'gi',
    ),
    (found, name, secret) =>
      secret.startsWith(mask) ? found : `${name}${/^["']/.test(secret) ? `${secret[0]}${mask}${secret[0]}` : mask}`,
  ],
  [/[?&]/, /([?&](?:sig|sv|code|key|x-amz-[\w-]{1,40})=)[^&\s"']{1,2048}/gi, `$1${mask}`],
  // Tokens that say by their first letters what they are.
  [
    /[\w./+=-]{17}/,
    /(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct)-|gloas-|npm_|pypi-|dckr_(?:pat|oat)_|hf_|xox[a-z]-|xapp-|ya29\.|AIza|GOCSPX-|shp(?:at|ca|pa|ss)_|do[opr]_v1_|gls[ae]_|hvs\.|hvb\.|lin_api_|ops_|gsk_|sk-|[srp]k_(?:live|test)_|whsec_|ntn_|secret_|figd_|tfp_|rubygems_|cio|SG\.|AGE-SECRET-KEY-|pul-|sntry[su]_|PMAK-|vercel_|vc[pikar]_|nfp_|ATATT|ATCTT|EAA[A-Z]|CCIP(?:AT|RJ)_|bkua_|dapi(?=[0-9a-f]{32})|fm[12]_|AKCp)[\w./+=-]{14,8192}/g,
    mask,
  ],
  [
    /A[A-Z3]/,
    /(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA|ABIA|ACCA)[A-Z0-9]{12,40}(?![A-Za-z0-9])/g,
    mask,
  ],
  ['.atlasv1.', /(?<!\w)\w{10,20}\.atlasv1\.[\w-]{20,1024}/g, mask],
  // The bot of a messenger, the secret key of a binary cache, the hash of a password (crypt(5)).
  [':A', /(?<!\d)\d{8,12}:AA[\w-]{32,40}(?![\w-])/g, mask],
  ['==', /(:)[A-Za-z0-9+/]{86}==(?![\w+/=])/g, `$1${mask}`],
  ['$', /\$(?:apr1|1|2[abxy]|5|6|y|argon2id?)\$[\w./$+=,-]{20,1024}/g, mask],
  ['eyJ', /(?<![\w-])eyJ[\w-]{6,8192}\.[\w-]{6,8192}(?:\.[\w-]{0,8192}){0,3}/g, mask],
  [
    'hook',
    /(hooks\.slack\.com\/(?:services|workflows)\/|discord(?:app)?\.com\/api\/webhooks\/|webhook\.office\.com\/webhookb2\/)[\w/@-]{8,1024}/g,
    `$1${mask}`,
  ],
];

/**
 * The text with every credential replaced by `***`. Linear in the length of the text; masking twice changes nothing.
 */
export const maskSecrets = (text: string): string => {
  let result = text;
  for (const [sign, shape, replacement] of rules) {
    const possible = typeof sign === 'string' ? result.includes(sign) : sign.test(result);
    if (possible) result = result.replace(shape, replacement as string);
  }
  return result;
};

/** What `maskSecrets` replaces in a text, each in one piece. */
export const secretsIn = (text: string): string[] => {
  const [first = '', ...kept] = maskSecrets(text).split(mask);
  let at = first.length;
  return kept.map((piece) => {
    const end = piece === '' ? text.length : text.indexOf(piece, at);
    const secret = text.slice(at, end);
    at = end + piece.length;
    return secret;
  });
};

/** A value with every text in it masked; objects and lists are copied where something changes. */
export const maskDeep = <T>(found: T): T => {
  if (typeof found === 'string') return maskSecrets(found) as T;
  if (Array.isArray(found)) return found.map(maskDeep) as T;
  if (typeof found !== 'object' || found === null) return found;
  return Object.fromEntries(Object.entries(found).map(([key, inner]) => [key, maskDeep(inner)])) as T;
};
