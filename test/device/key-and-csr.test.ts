import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKeyAndCsr } from '../../src/device/key-and-csr.ts';

const openssl = (input: string, ...args: string[]): string =>
  execFileSync('openssl', args, { input, stdio: ['pipe', 'pipe', 'ignore'] }).toString();

describe('the key and CSR of a device', () => {
  it.each([
    ['ec-p256', 'prime256v1'],
    ['ec-p384', 'secp384r1'],
    ['rsa-2048', '2048 bit'],
  ] as const)('belong together and are what OpenSSL reads: %s', async (type, named) => {
    const { privateKeyPem, csrPem } = await createKeyAndCsr('CN=SN-0001,O=Acme', type);
    const text = openssl(csrPem, 'req', '-noout', '-text', '-verify');
    expect(text).toContain(named);
    expect(openssl(csrPem, 'req', '-noout', '-subject', '-nameopt', 'RFC2253').trim()).toBe(
      'subject=CN=SN-0001,O=Acme',
    );
    const spki = createPublicKey(createPrivateKey(privateKeyPem)).export({ type: 'spki', format: 'pem' });
    expect(openssl(csrPem, 'req', '-noout', '-pubkey')).toBe(spki);
  });

  it('are new each time', async () => {
    const [one, other] = await Promise.all([createKeyAndCsr('CN=a'), createKeyAndCsr('CN=a')]);
    expect(one.privateKeyPem).not.toBe(other.privateKeyPem);
  });

  it('want a subject as it is written elsewhere', async () => {
    await expect(createKeyAndCsr('/CN=a')).rejects.toMatchObject({ code: 'NAME_MALFORMED' });
  });
});
