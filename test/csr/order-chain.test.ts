import { describe, expect, it } from 'vitest';
import { buildCertificate } from '../../src/csr/build-certificate.ts';
import { parseCertificate, type Certificate } from '../../src/csr/certificate.ts';
import { basicConstraints } from '../../src/csr/extensions.ts';
import { orderChain } from '../../src/csr/order-chain.ts';
import { randomSerial } from '../../src/csr/tbs-certificate.ts';
import { algorithmOf, day, makeAuthority, type TestAuthority } from './issuing.ts';

/** A CA certificate for the key and name of one CA, signed by another. */
function certify(subject: TestAuthority, issuer: TestAuthority): Certificate {
  const { der } = buildCertificate(
    {
      serial: randomSerial(),
      issuer: issuer.name,
      subject: subject.name,
      spki: subject.spki,
      notBefore: day(-1),
      notAfter: day(365),
      extensions: [basicConstraints({ ca: true })],
      signatureAlgorithm: algorithmOf(issuer.privateKey),
    },
    issuer.privateKey,
  );
  return parseCertificate(der);
}

const orders = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));

describe('orderChain', () => {
  it('puts the issuing CA first and the root last, whatever the order was', async () => {
    const [root, middle, issuing] = [
      await makeAuthority('ec-p256', 'Root'),
      await makeAuthority('ec-p384', 'Middle'),
      await makeAuthority('rsa-2048', 'Issuing'),
    ];
    const chain = [certify(issuing, middle), certify(middle, root), parseCertificate(root.der)];
    for (const order of orders(chain)) expect(orderChain(order)).toEqual(chain);
  });

  it('goes by the signature, where a key change gives one name to two keys', async () => {
    const [old, renewed, issuing] = [
      await makeAuthority('ec-p256', 'Root'),
      await makeAuthority('ec-p256', 'Root'),
      await makeAuthority('ec-p256', 'Issuing'),
    ];
    const chain = [certify(issuing, renewed), certify(renewed, old), parseCertificate(old.der)];
    for (const order of orders(chain)) expect(orderChain(order)).toEqual(chain);
  });

  it('loses none, when two CAs certify each other or nobody issued anybody', async () => {
    const [a, b] = [await makeAuthority('ec-p256', 'A'), await makeAuthority('ec-p256', 'B')];
    const crossed = [certify(a, b), certify(b, a), parseCertificate(a.der), parseCertificate(b.der)];
    expect(new Set(orderChain(crossed))).toEqual(new Set(crossed));
    expect(orderChain([])).toEqual([]);
  });
});
