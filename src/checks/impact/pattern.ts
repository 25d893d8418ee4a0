/** `perhaps`: it depends on what a policy variable stands for. */
export type Match = 'yes' | 'no' | 'perhaps';

/** A pattern of a policy: `*`, `?` and variables such as `${iot:ClientId}`. `#` and `+` are characters like others. */
export interface CompiledPattern {
  /** What every match begins with: most patterns are told apart by it. */
  readonly head: string;
  readonly rest: readonly Token[];
  readonly hasVariable: boolean;
}

/** One character, or what stands for several. */
type Token = string | typeof ANY | typeof ONE | typeof VARIABLE;

const ANY = Symbol('*');
const ONE = Symbol('?');
const VARIABLE = Symbol('${…}');

const PART = /\$\{[^}]*\}|[^]/gu;

export function compilePattern(pattern: string): CompiledPattern {
  const tokens = (pattern.match(PART) ?? []).flatMap((part): Token[] => {
    if (part === '*') return [ANY];
    if (part === '?') return [ONE];
    return part.startsWith('${') ? [VARIABLE] : [part];
  });
  const end = tokens.findIndex((token) => typeof token === 'symbol');
  const head = tokens.slice(0, end < 0 ? tokens.length : end).join('');
  return { head, rest: end < 0 ? [] : tokens.slice(end), hasVariable: tokens.includes(VARIABLE) };
}

export function matchPattern(pattern: CompiledPattern, text: string): Match {
  if (!text.startsWith(pattern.head)) return 'no';
  const rest = Array.from(text.slice(pattern.head.length));
  if (!matchTokens(pattern.rest, rest)) return 'no';
  return pattern.hasVariable ? 'perhaps' : 'yes';
}

/** At most pattern × text steps, since it only ever goes back to the last `*`. */
function matchTokens(tokens: readonly Token[], text: readonly string[]): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === ANY || wanted === VARIABLE) {
      star = token++;
      starAt = at;
    } else if (wanted === ONE || wanted === text[at]) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++starAt;
    } else return false;
  }
  return tokens.slice(token).every((left) => left === ANY || left === VARIABLE);
}
