import { DEFAULT_RULE, ruleFromEnvironment, type RequestedRule } from './requested-rule.ts';

/** Reads a function's settings; every problem is in one message, because a function that does not start is read about in a log. */
export class EnvironmentReader {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #problems: string[] = [];

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
  }

  /** `expected` completes "…, not". */
  text(name: string, isValid: (value: string) => boolean, expected: string): string {
    const value = this.#env[name]?.trim() ?? '';
    if (value === '') this.#problems.push(`${name} is not set (${expected})`);
    else if (!isValid(value)) this.#problems.push(`${name} is ${JSON.stringify(value.slice(0, 100))}, not ${expected}`);
    return value;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T {
    const text = this.text(name, (value) => values.some((known) => known === value), `one of ${values.join(', ')}`);
    return values.find((known) => known === text) ?? values[0]!;
  }

  validityDays(): number {
    const days = this.text(
      'CERTPROV_VALIDITY_DAYS',
      (value) => /^[1-9]\d{0,4}$/.test(value),
      'a whole number of days from 1 to 99999',
    );
    return Number(days);
  }

  requested(): RequestedRule {
    const rule = ruleFromEnvironment(this.#env);
    if (!rule) this.#problems.push('CERTPROV_REQUESTED_EXTENSIONS or CERTPROV_REQUESTED_NAMES has an unknown value');
    return rule ?? DEFAULT_RULE;
  }

  throwProblems(): void {
    if (this.#problems.length === 0) return;
    throw Object.assign(new Error(`the signer's settings are not usable: ${this.#problems.join('; ')}`), {
      name: 'ConfigurationInvalid',
    });
  }
}
