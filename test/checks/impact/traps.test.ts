import { describe, expect, it } from 'vitest';
import { parseCertificate } from '../../../src/csr/certificate.ts';
import { asIssuer } from '../../../src/deployment/issuer-certificate.ts';
import { checkCertificatesWillEnd } from '../../../src/checks/impact/traps/certificates-will-end.ts';
import { checkCsrWithoutName } from '../../../src/checks/impact/traps/csr-without-name.ts';
import { checkDeviceBuffers, leafPemBytes } from '../../../src/checks/impact/traps/device-buffers.ts';
import { checkIssuerRegistersDevices } from '../../../src/checks/impact/traps/issuer-registers-devices.ts';
import { goLiveSeconds, onboardingCeiling } from '../../../src/checks/impact/onboarding-ceiling.ts';
import { ANY_CA, registered } from './fleet.ts';
import { makeCa, makeLeaf } from './authorities.ts';

const ec = await makeCa('ec-p256', 'CN=Acme Device CA P256');
const rsa = await makeCa('rsa-4096', 'CN=Acme Device CA RSA');

describe('the issuing CA that is registered with AWS IoT', () => {
  const certificate = asIssuer(ec.pem);

  it('is found by its certificate, however the PEM is laid out', () => {
    const [finding] = checkIssuerRegistersDevices({ certificate }, registered(`\n${ec.pem}\n`));
    expect(finding).toMatchObject({ code: 'CA_REGISTERS_DEVICES', resource: 'ab'.repeat(32) });
    expect(finding?.summary).toContain('Acme Device CA P256');
    expect(finding?.fix).toContain(`--certificate-id ${'ab'.repeat(32)} --new-auto-registration-status DISABLE`);
  });

  it.each([
    ['another CA is registered', registered(rsa.pem)],
    ['it registers nobody by itself', registered(ec.pem, { autoRegistration: false })],
    ['it is registered and not active', registered(ec.pem, { status: 'INACTIVE' })],
    ['AWS returns no certificate for it', registered('not a certificate')],
    ['none is registered', { read: [], total: 0 }],
  ])('is no matter when %s', (_case, cas) => {
    expect(checkIssuerRegistersDevices({ certificate }, cas)).toEqual([]);
  });

  it('is asked for while it is not known and some CA could be it', () => {
    expect(checkIssuerRegistersDevices({ certificate: undefined }, registered(rsa.pem))[0]?.fix).toContain('--ca');
    expect(checkIssuerRegistersDevices({ certificate: undefined }, { read: [], total: 0 })).toEqual([]);
  });
});

describe('the size of a certificate', () => {
  it.each([
    ['an EC CA', ec],
    ['an RSA CA', rsa],
  ])('is estimated from the key of %s', async (_kind, authority) => {
    const leaf = await makeLeaf(authority);
    const estimated = leafPemBytes(authority.pem)!;
    // A plain certificate of an RSA 2048 key: an estimate may be over by a third, and not under it.
    expect(estimated).toBeGreaterThanOrEqual(leaf.length);
    expect(estimated).toBeLessThan(leaf.length * 1.33);
    expect(parseCertificate(leaf).isCa).toBe(false);
  });

  it('grows by twice the size of the curve where the CA signs with ECDSA', async () => {
    const { pem } = await makeCa('ec-p521', 'CN=Acme Device CA P256');
    const [smaller, larger] = [ec.pem, pem].map((ca) => leafPemBytes(ca)!);
    // 66 octets each of two numbers, and not 32, in base64.
    expect(larger! - smaller!).toBeGreaterThanOrEqual((2 * (66 - 32) * 4) / 3);
  });

  it('is a trap when it is over the buffer, or not known', async () => {
    expect(checkDeviceBuffers({ certificate: asIssuer(ec.pem) }, false)).toEqual([]);
    expect(checkDeviceBuffers({ certificate: undefined }, false)).toMatchObject([{ code: 'DEVICE_BUFFERS_SMALL' }]);
    const large = await makeCa(
      'rsa-4096',
      `CN=${'Acme Device CA '.repeat(4)},${Array.from({ length: 12 }, (_, i) => `OU=${'unit'.repeat(12)}${i}`).join(',')}`,
    );
    expect(checkDeviceBuffers({ certificate: asIssuer(large.pem) }, false)[0]?.summary).toMatch(
      /one of this CA has about \d,\d{3}/,
    );
  });
});

describe('the end of certificates', () => {
  it('is named as far as it is known', () => {
    const summary = (ca: object) => checkCertificatesWillEnd({ ...ANY_CA, ...ca })[0]?.summary;
    expect(summary({})).toContain('when your CA says,');
    expect(summary({ certificate: asIssuer(ec.pem) })).toMatch(/at the latest on \d{4}-/);
    expect(summary({ validityDays: 90 })).toContain('after 90 days');
    expect(summary({ validityDays: 1 })).toContain('after 1 day,');
  });
});

describe('how fast devices can come in', () => {
  it.each([
    ['nothing but AWS IoT is known', { kind: undefined, concurrency: undefined }, 10, 'RegisterThing'],
    ['AWS Private CA signs', { kind: 'acm-pca', concurrency: 1_000 }, 10, 'RegisterThing'],
    ['KMS signs', { kind: 'kms', concurrency: 1_000 }, 10, 'RegisterThing'],
    ['the function may run four times at once', { kind: 'acm-pca', concurrency: 4 }, 4, 'Lambda concurrency'],
    ['the function may not run', { kind: 'acm-pca', concurrency: 0 }, 0, 'Lambda concurrency'],
  ] as const)('when %s', (_case, facts, perSecond, setBy) => {
    const ceiling = onboardingCeiling(facts);
    expect(ceiling).toMatchObject({ perSecond, setBy: { what: setBy } });
    expect(ceiling.parts.map((part) => part.perSecond)).toEqual(
      ceiling.parts.map((part) => part.perSecond).toSorted((a, b) => a - b),
    );
  });

  it('says how long a go-live takes', () => {
    expect(goLiveSeconds(5_000, 10)).toBe(500);
    expect(goLiveSeconds(1, 10)).toBe(1);
    expect(goLiveSeconds(1, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a CSR that names nobody', () => {
  it.each([
    ['AWS Private CA, whoever asks it', { kind: 'acm-pca' }],
    ["certprov's signer with an own CA", { kind: 'kms' }],
    ["certprov's signer with a server's CA", { kind: 'webhook' }],
    ['a CA that is not known yet', { kind: undefined, certificate: undefined }],
  ] as const)('is warned of with %s', (_ca, issuing) => {
    const [finding] = checkCsrWithoutName({ ...ANY_CA, ...issuing }, false);
    expect(finding).toMatchObject({ code: 'DEVICES_MAY_SEND_NO_NAME', severity: 'warning' });
    expect(finding!.fix).toMatch(/--csr .*Greengrass.*certreq/);
  });

  it("is not judged for another function of somebody's own CA", () => {
    expect(checkCsrWithoutName({ kind: undefined, certificate: asIssuer(ec.pem) }, false)).toEqual([]);
  });
});
