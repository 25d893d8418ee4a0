import { escapeInvisible } from '../csr/escape-text.ts';

/** A defect of the sandbox; its own words go to whoever debugs it, not to the client, and act on nobody's terminal. */
export function sayFailure(thrown: unknown): void {
  if (process.env['CERTPROV_DEBUG'] !== '1') return;
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  process.stderr.write(`sandbox: ${text.split('\n').map(escapeInvisible).join('\n')}\n`);
}
