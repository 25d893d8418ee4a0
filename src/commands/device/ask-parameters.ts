import { inputRequired, usageInvalid } from '../../errors.ts';
import type { Prompter } from '../../terminal/prompter.ts';
import { safeText } from '../../terminal/safe-text.ts';

export type Parameters = Readonly<Record<string, string>>;

/** `SerialNumber=SN-0001`, as often as there are parameters. */
export function readParameters(texts: readonly string[]): Parameters {
  const parameters = new Map<string, string>();
  for (const text of texts) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw usageInvalid(`--parameter ${text} has no value`, 'write it as --parameter SerialNumber=SN-0001');
    if (parameters.has(name)) throw usageInvalid(`--parameter ${name} is given twice`);
    parameters.set(name, value);
  }
  return Object.fromEntries(parameters);
}

/** Those of AWS's own come from the certificate. */
const AWS_OWN = /^AWS::/;

/** Names that the template's body declares without a default; undefined when the body cannot be read. */
export function neededParameters(templateBody: string): readonly string[] {
  let body: unknown;
  try {
    body = JSON.parse(templateBody);
  } catch {
    // What AWS has accepted as a template concerns AWS and the device alone.
    return [];
  }
  const declared = membersOf(membersOf(body)['Parameters']);
  return Object.entries(declared)
    .filter(([name, declaration]) => !AWS_OWN.test(name) && membersOf(declaration)['Default'] === undefined)
    .map(([name]) => name);
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

/** A question for each that is still missing. */
export async function completeParameters(
  given: Parameters,
  needed: readonly string[],
  prompter: Prompter,
): Promise<Parameters> {
  const missing = needed.filter((name) => !Object.hasOwn(given, name));
  if (missing.length > 0 && !prompter.interactive) {
    const flags = missing.map((name) => `--parameter ${name}=…`).join(' ');
    throw inputRequired(flags, { fix: `pass ${flags}: the template requires it` });
  }
  const answers = { ...given };
  for (const name of missing) {
    answers[name] = await prompter.input({
      flag: `--parameter ${name}=…`,
      message: `The template's parameter ${safeText(name)}:`,
      validate: (text) => (text.trim() === '' ? 'A device sends something here.' : undefined),
    });
  }
  return answers;
}
