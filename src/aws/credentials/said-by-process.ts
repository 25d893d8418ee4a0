import { withoutSecrets } from '../failure/without-secrets.ts';

const LIMIT = 400;
/** Words of a command line that are short are options and names; a reason would not be understood without them. */
const HIDDEN_FROM = 16;

const SECRET_OPTION = /(pass|pwd|secret|token|key|pin|otp|code|cred|auth)/i;
const HIDDEN = '(left out)';

/**
 * What a `credential_process` wrote to its standard error, short enough for a sentence: control characters, keys, tokens
 * and the passwords of its own command line are left out. The end of it is kept, where programs say why.
 */
export function saidByProcess(stderr: string, words: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  let text = withoutSecrets(stderr.slice(-10 * LIMIT));
  for (const secret of secretsOf(words, env)) text = text.replaceAll(secret, HIDDEN);
  text = text
    .replace(/\b(eyJ[\w-]{8,}(\.[\w-]+)*)/g, HIDDEN)
    .replace(
      /((pass(word|wd|phrase)?|secret|token|otp|pin|secret_?access_?key)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;}]+)/gi,
      `$1${HIDDEN}`,
    )
    .replace(/\b(bearer|basic)\s+\S+/gi, `$1 ${HIDDEN}`)
    // Twenty or more letters and digits in a row are no word.
    .replace(/\b(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[\w-]{20,}/g, HIDDEN)
    // Forty characters of base64 are a secret access key, and whatever is longer is no word.
    .replace(/[A-Za-z0-9+/_=-]{40,}/g, HIDDEN)
    .replace(/\s+/g, ' ')
    .replace(/\p{C}/gu, '')
    .trim();
  return text.length > LIMIT ? `…${text.slice(-LIMIT)}` : text;
}

function secretsOf(words: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const found: (string | undefined)[] = [env['AWS_SECRET_ACCESS_KEY'], env['AWS_SESSION_TOKEN']];
  for (const [index, word] of words.entries()) {
    const [option, value] = /^-{0,2}([\w-]+)=(.+)$/s.exec(word)?.slice(1) ?? [];
    if (value !== undefined && SECRET_OPTION.test(option ?? '')) found.push(value);
    const before = words[index - 1] ?? '';
    if (before.startsWith('-') && SECRET_OPTION.test(before)) found.push(word);
    // A path says which file is missing.
    if (index > 0 && word.length >= HIDDEN_FROM && !/^[./~]|\s/.test(word) && /\d/.test(word)) found.push(word);
  }
  return found.filter((secret) => secret !== undefined && secret.length > 2) as string[];
}
