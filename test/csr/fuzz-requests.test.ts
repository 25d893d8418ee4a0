import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fuzzRequests, readRequest } from './fuzz-requests.ts';

const CASES = Number(process.env['CERTPROV_FUZZ_RUNS'] ?? 1_500);
/** `npm run bench -- fuzz` leaves here what breaks a promise. */
const VECTORS = join(import.meta.dirname, 'vectors');

describe('CSRs that were changed by somebody who knows DER', () => {
  it('are refused in so many words, or read as others read them, and compared alike both ways', async () => {
    const seed = (Date.now() & 0x7fff_ffff) | 1;
    const report = await fuzzRequests(CASES, seed).catch((error: unknown) => {
      throw new Error(`with the seed ${seed}`, { cause: error });
    });
    // Else nothing was compared with anything.
    expect(report.read).toBeGreaterThan(CASES / 20);
    expect(report.valid).toBeGreaterThan(CASES / 200);
  });

  it.each(readdirSync(VECTORS).filter((name) => name.endsWith('.hex')))(
    'are refused as once was not so: %s',
    (name) => {
      const der = Buffer.from(readFileSync(join(VECTORS, name), 'utf8').trim(), 'hex');
      expect(readRequest(der)?.signatureValid ?? false).toBe(false);
    },
  );
});
