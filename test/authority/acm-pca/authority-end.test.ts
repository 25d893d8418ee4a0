import { describe, expect, it } from 'vitest';
import { acmPcaAuthority } from '../../../src/authority/acm-pca/acm-pca.ts';
import { parseCertificate } from '../../../src/csr/certificate.ts';
import { opensslOutput } from '../../csr/openssl.ts';
import { deviceRequest } from '../device-request.ts';
import { passingClock } from '../passing-clock.ts';
import {
  type Answer,
  awsError,
  CA_ARN,
  certificate,
  environmentFor,
  issued,
  type ReceivedRequest,
  startAcmPcaStandIn,
} from './acm-pca-stand-in.ts';

const REQUEST = await deviceRequest();
const DAY = 86_400_000;
const TEXT = 'The certificate validity specified exceeds the certificate authority validity';

const caEndingIn = (days: number): string =>
  opensslOutput([
    'req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-keyout', '/dev/null',
    '-subj', '/CN=Test CA', '-days', String(days),
  ]).toString(); // prettier-ignore
const SHORT = caEndingIn(10);
const RENEWED = caEndingIn(3650);
const endOf = (pem: string): number => Math.floor(parseCertificate(pem).notAfter.getTime() / 1000);

interface Validity {
  readonly Type: 'DAYS' | 'ABSOLUTE';
  readonly Value: number;
}
const validityOf = ({ input }: ReceivedRequest): Validity => input['Validity'] as Validity;

/** A CA that takes no validity past its own end, which a test can move; it says so with this code. */
async function caThatEnds(pem: string, { code = 'ValidationException', own = undefined as Answer | undefined } = {}) {
  const clock = passingClock();
  const ca = { pem };
  const issue = (request: ReceivedRequest): Answer => {
    const { Type, Value } = validityOf(request);
    const end = Type === 'ABSOLUTE' ? Value * 1000 : clock.now() + Value * DAY;
    return end > endOf(ca.pem) * 1000 ? awsError(code, TEXT) : issued;
  };
  const server = await startAcmPcaStandIn({
    IssueCertificate: [issue],
    GetCertificate: [certificate('LEAF')],
    GetCertificateAuthorityCertificate: [() => own ?? { status: 200, body: { Certificate: ca.pem } }],
  });
  const authority = acmPcaAuthority(
    {
      kind: 'acm-pca',
      certificateAuthorityArn: CA_ARN,
      keyAlgorithm: 'EC_prime256v1',
      template: 'EndEntityClientAuthCertificate/V1',
    },
    { env: environmentFor(server.endpoint), clock },
  );
  return {
    ...server,
    clock,
    ca,
    issue: (validityDays: number) =>
      authority.issueCertificate({ ...REQUEST, validityDays, deadline: clock.now() + 4_300 }),
    /** Of all requests for a certificate, also those that were refused. */
    validities: () => server.requests.filter(({ operation }) => operation === 'IssueCertificate').map(validityOf),
  };
}

const days = (Value: number): Validity => ({ Type: 'DAYS', Value });
const until = (pem: string): Validity => ({ Type: 'ABSOLUTE', Value: endOf(pem) });

describe('the end of an AWS Private CA, in a function that is not told of it', () => {
  it('is not asked for while the days end before it', async () => {
    await using pca = await caThatEnds(SHORT);
    await pca.issue(5);
    expect(pca.requests.map(({ operation }) => operation)).toEqual(['IssueCertificate', 'GetCertificate']);
  });

  it.each(['ValidationException', 'InvalidArgsException'])(
    'is the end of the certificate when AWS refuses the days as %s, and remembered for the next device',
    async (code) => {
      await using pca = await caThatEnds(SHORT, { code });
      expect(await pca.issue(365)).toMatchObject({ certificatePem: 'LEAF' });
      await pca.issue(365);
      await pca.issue(5);
      expect(pca.validities()).toEqual([days(365), until(SHORT), until(SHORT), days(5)]);
      expect(pca.count('GetCertificateAuthorityCertificate')).toBe(1);
    },
  );

  it('is another one once the CA is renewed, without a new function', async () => {
    await using pca = await caThatEnds(SHORT);
    await pca.issue(365);
    pca.ca.pem = RENEWED;
    await pca.issue(365);
    await pca.clock.wait(10 * 60_000);
    await pca.issue(365);
    expect(pca.validities().slice(1)).toEqual([until(SHORT), until(SHORT), days(365)]);
  });

  it('is asked for again when the CA ends sooner than was remembered', async () => {
    await using pca = await caThatEnds(RENEWED);
    await pca.issue(36_500);
    pca.ca.pem = SHORT;
    await pca.issue(36_500);
    expect(pca.validities().slice(-2)).toEqual([until(RENEWED), until(SHORT)]);
  });

  it('that is past is not what is gone by: AWS says whether the CA still issues', async () => {
    await using pca = await caThatEnds(SHORT);
    await pca.clock.wait(10 * DAY - 5 * 60_000);
    await pca.issue(30);
    await pca.clock.wait(6 * 60_000);
    pca.ca.pem = RENEWED;
    await pca.issue(30);
    expect(pca.validities()).toEqual([days(30), until(SHORT), days(30)]);
  });

  it.each([
    ['may not be read', awsError('AccessDeniedException', 'not authorized')],
    ['is in no certificate', { status: 200, body: { Certificate: 'none' } }],
  ])('that %s leaves the refusal of AWS as it is', async (_case, own) => {
    await using pca = await caThatEnds(SHORT, { own });
    await expect(pca.issue(365)).rejects.toMatchObject({
      name: 'AuthorityRefused',
      message: expect.stringContaining(TEXT),
    });
    expect(pca.validities()).toEqual([days(365)]);
  });

  it('is no reason to ask twice for what AWS refuses for another one', async () => {
    await using pca = await caThatEnds(SHORT, { code: 'MalformedCSRException' });
    await expect(pca.issue(365)).rejects.toMatchObject({ name: 'AuthorityRefusedCsr' });
    expect(pca.count('GetCertificateAuthorityCertificate')).toBe(0);
  });

  it('takes a new token with it, since it is another request', async () => {
    await using pca = await caThatEnds(SHORT);
    await pca.issue(365);
    const tokens = pca.requests.flatMap(({ input }) => input['IdempotencyToken'] ?? []);
    expect(new Set(tokens).size).toBe(2);
  });
});
