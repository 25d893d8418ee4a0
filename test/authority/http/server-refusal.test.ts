import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { serverRefusal } from '../../../src/authority/http/server-refusal.ts';
import { bitsShown, secretsOf, spellingsOf } from '../../checks/trial/key-spellings.ts';

const key = secretsOf('EC', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

describe('serverRefusal', () => {
  it('repeats the sentence of the server, on one line', () => {
    expect(serverRefusal('the CA', 403, 'permission\n denied').message).toBe(
      'the CA answered HTTP 403: permission denied',
    );
  });

  it.each(Object.entries(spellingsOf(key)))('does not repeat a key that the server sends as %s', (_name, text) => {
    for (const detail of [text, `{"error": "unexpected", "private_key": "${text}"}`]) {
      expect(bitsShown(serverRefusal('the CA', 500, detail).message, key)).toBeLessThan(64);
    }
  });
});
