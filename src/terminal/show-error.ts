import type { CertprovError } from '../errors.ts';
import { dim } from './style.ts';
import type { Json, Output } from './output.ts';
import { commandLines, paragraph } from './text-layout.ts';

/** The error that ends a command. With `--json` the same is the one document on stdout. */
export function showError(error: CertprovError, output: Output): void {
  sayError(error, output);
  const { code, message, fix, exitCode, details, aftermath, place } = error;
  // A conclusion that does not say of which account could be taken for one about another.
  if (place && !aftermath?.includes(`${place.account} in ${place.region}`))
    output.say(dim(`  account ${place.account} · ${place.region}`));
  if (!output.json) return;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- details are plain values by contract
  output.result({ ...place, error: { code, message, fix, exitCode, aftermath, details: details as Json } }, '');
}

/** What happened: why; what to do; how the account was left. */
export function sayError({ message, fix, details, aftermath }: CertprovError, output: Output): void {
  output.findings([{ severity: 'blocker', summary: message, ...(fix ? { fix } : {}) }]);
  // On one line, so that it can be copied as it stands.
  const { statement, statements = [], policyCommand } = details;
  for (const one of [...(statement === undefined ? [] : [statement]), ...(Array.isArray(statements) ? statements : [])])
    output.say(`       ${JSON.stringify(one)}`);
  if (typeof policyCommand === 'string') output.say(`       all that is needed:\n         ${policyCommand}`);
  if (aftermath)
    output.say(
      aftermath
        .split('\n')
        .map((line) => paragraph(line, output.columns, { hanging: commandLines(line) === line ? '    ' : '  ' }))
        .join('\n'),
    );
}
