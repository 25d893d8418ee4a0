/** A text that a pattern of AWS's models allows: as short as it can be, or stretched to a length. */
export function matchingText(pattern: string, length?: number): string {
  const parts = new Reader(pattern).alternatives();
  const shortest = render(parts, new Map());
  if (length === undefined || shortest.length >= length) return shortest;
  for (const stretched of repeatable(parts).toReversed()) {
    const one = render(stretched.of, new Map());
    if (one.length === 0) continue;
    const missing = Math.floor((length - shortest.length) / one.length);
    const times = stretched.least + Math.min(missing, stretched.most - stretched.least);
    const text = render(parts, new Map([[stretched, times]]));
    if (text.length === length) return text;
  }
  return shortest;
}

interface Repeat {
  readonly of: readonly Part[];
  readonly least: number;
  readonly most: number;
}
type Part = string | Repeat;

function render(parts: readonly Part[], times: ReadonlyMap<Repeat, number>): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : render(part.of, times).repeat(times.get(part) ?? part.least)))
    .join('');
}

/** Not those inside of what may be absent. */
function repeatable(parts: readonly Part[]): readonly Repeat[] {
  return parts.flatMap((part) =>
    typeof part === 'string' ? [] : [part, ...(part.least > 0 ? repeatable(part.of) : [])],
  );
}

const ESCAPES: Readonly<Record<string, string>> = { d: '1', w: 'a', s: ' ', S: 'a', p: 'a', D: 'a', t: '\t', n: '\n' };
const CANDIDATES = Array.from('aA1-_/.:=+@ xX0z*!#$%&,;?ü\u{1F511}\n');

/** The first of a group's alternatives is taken, and of a class the plainest character that is in it. */
class Reader {
  #at = 0;
  constructor(private readonly pattern: string) {}

  alternatives(): readonly Part[] {
    const first = this.#sequence();
    while (this.pattern[this.#at] === '|') {
      this.#at += 1;
      this.#sequence();
    }
    return first;
  }

  #sequence(): readonly Part[] {
    const parts: Part[] = [];
    while (this.#at < this.pattern.length && !'|)'.includes(this.pattern[this.#at]!)) {
      const atom = this.#atom();
      parts.push(...this.#quantified(atom));
    }
    return parts;
  }

  #atom(): readonly Part[] {
    const character = this.pattern[this.#at]!;
    this.#at += 1;
    if (character === '^' || character === '$') return [];
    if (character === '.') return ['a'];
    if (character === '\\') return [this.#escape()];
    if (character === '[') return [this.#characterClass()];
    if (character !== '(') return [character];
    const isLook = /^\?<?[!=]/.test(this.pattern.slice(this.#at));
    const [named = ''] = /^\?(:|<?[!=]|<\w+>)/.exec(this.pattern.slice(this.#at)) ?? [];
    this.#at += named.length;
    const inner = this.alternatives();
    this.#at += 1;
    return isLook ? [] : inner;
  }

  #escape(): string {
    const character = this.pattern[this.#at]!;
    this.#at += 1;
    if (character === 'u' || character === 'x') {
      const digits = this.pattern.slice(this.#at, this.#at + (character === 'u' ? 4 : 2));
      this.#at += digits.length;
      return String.fromCodePoint(Number.parseInt(digits, 16));
    }
    if (character === 'p') this.#at = this.pattern.indexOf('}', this.#at) + 1;
    return ESCAPES[character] ?? character;
  }

  #characterClass(): string {
    const start = this.#at - 1;
    let depth = 1;
    while (depth > 0) {
      if (this.pattern[this.#at] === '\\') this.#at += 1;
      else if (this.pattern[this.#at] === ']') depth -= 1;
      this.#at += 1;
    }
    const source = this.pattern.slice(start, this.#at);
    let one: RegExp;
    try {
      one = new RegExp(`^${source}$`, 'u');
    } catch {
      one = new RegExp(`^${source}$`);
    }
    return CANDIDATES.find((candidate) => one.test(candidate)) ?? 'a';
  }

  #quantified(atom: readonly Part[]): readonly Part[] {
    const [all = '', sign = '', least, comma, most] =
      /^(?:([*+?])|\{(\d+)(,?)(\d*)\})[?+]?/.exec(this.pattern.slice(this.#at)) ?? [];
    if (all === '') return atom;
    this.#at += all.length;
    if (sign === '?') return [{ of: atom, least: 0, most: 1 }];
    if (sign !== '') return [{ of: atom, least: sign === '+' ? 1 : 0, most: Number.MAX_SAFE_INTEGER }];
    const bound = comma === '' ? Number(least) : most === '' ? Number.MAX_SAFE_INTEGER : Number(most);
    return [{ of: atom, least: Number(least), most: bound }];
  }
}
