import type { CertprovError } from '../errors.ts';
import type { Json, Output } from './output.ts';

/** The error that ends a command. With `--json` the same is the one document on stdout. */
export function showError(error: CertprovError, output: Output): void {
  sayError(error, output);
  const { code, message, fix, exitCode, details, aftermath } = error;
  if (!output.json) return;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- details are plain values by contract
  output.result({ error: { code, message, fix, exitCode, aftermath, details: details as Json } }, '');
}

/** What happened: why; what to do; how the account was left. */
export function sayError({ message, fix, details, aftermath }: CertprovError, output: Output): void {
  output.findings([{ severity: 'blocker', summary: message, ...(fix ? { fix } : {}) }]);
  // On one line, so that it can be copied as it stands.
  if (details['statement'] !== undefined) output.say(`       ${JSON.stringify(details['statement'])}`);
  if (aftermath) output.say(aftermath.replaceAll(/^/gm, '  '));
}
