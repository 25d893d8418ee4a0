import { afterAll, describe, expect, it } from 'vitest';
import { acmPcaAuthority } from '../../src/authority/acm-pca/acm-pca.ts';
import type { AuthorityKind, CertificateAuthority } from '../../src/authority/authority.ts';
import { estAuthority } from '../../src/authority/est/est.ts';
import { kmsAuthority } from '../../src/authority/own-ca/kms.ts';
import { ownCaAuthority } from '../../src/authority/own-ca/own-ca.ts';
import { DEFAULT_RULE, type RequestedRule } from '../../src/authority/requested-rule.ts';
import { fixedSecret } from '../../src/authority/secret-documents.ts';
import { stepCaAuthority } from '../../src/authority/step-ca/step-ca.ts';
import { vaultAuthority } from '../../src/authority/vault/vault.ts';
import { webhookAuthority } from '../../src/authority/webhook/webhook.ts';
import { generateKey } from '../../src/csr/build-certification-request.ts';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { EXTENSION, type Extension } from '../../src/csr/extensions.ts';
import { encodePem } from '../../src/csr/pem.ts';
import { createHandler } from '../../src/signer/create-handler.ts';
import {
  CA_ARN,
  certificate,
  environmentFor,
  issued,
  startAcmPcaStandIn,
} from '../authority/acm-pca/acm-pca-stand-in.ts';
import { startCaServer } from '../authority/ca-server.ts';
import { bagOf, csrOf } from '../authority/est/est-stand-in.ts';
import { extendedRequest } from '../authority/extended-request.ts';
import { KEY_ARN, kmsEnvironment, startKmsStandIn } from '../authority/own-ca/kms-stand-in.ts';
import { fingerprint, jwk } from '../authority/step-ca/step-ca-stand-in.ts';
import { deviceExtensions, issueDevice, spkiOf, type TestAuthority } from '../csr/issuing.ts';
import { makeOwnCa } from '../csr/own-ca.ts';
import { startHttpsServer } from '../support/https-server.ts';
import { makeServerIdentity } from './test-authority.ts';

const keys = await generateKey('ec-p256');
const issuer = await makeOwnCa(keys);
const linked: TestAuthority = {
  name: issuer.subject.der,
  privateKey: keys.privateKey,
  spki: spkiOf(keys.publicKey),
  der: issuer.der,
  pem: issuer.pem,
};
const identity = await makeServerIdentity();
const DAY = 86_400_000;

/** As a server of a CA: with extensions of its own, or with those that the CSR asks for. */
function issue(csrPem: string, copies: boolean): string {
  const { subject, publicKey, requestedExtensions: asked } = parseCertificationRequest(Buffer.from(csrPem));
  const own = deviceExtensions(linked, publicKey.spkiDer);
  const copied = asked.filter(({ oid }) => copies || oid === EXTENSION.subjectAltName);
  const others = own.filter(({ oid }) => copied.every((extension) => extension.oid !== oid));
  const extensions: Extension[] = [...others, ...copied];
  const period = { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 30 * DAY) };
  return issueDevice(linked, subject.der, publicKey.spkiDer, { ...period, extensions }).pem;
}

const cleanUp: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(cleanUp.map((close) => close())));
function kept<T extends AsyncDisposable>(server: T): T {
  cleanUp.push(async () => server[Symbol.asyncDispose]());
  return server;
}

/** Every connector, in front of a real server of its CA where it has one. */
const CONNECTORS: Readonly<Record<AuthorityKind, (copies: boolean) => Promise<CertificateAuthority>>> = {
  'acm-pca': async () => {
    let pem = '';
    const server = await startAcmPcaStandIn({
      IssueCertificate: [
        ({ input }) => {
          pem = issue(Buffer.from(String(input['Csr']), 'base64').toString(), false);
          return issued;
        },
      ],
      GetCertificate: [() => certificate(pem)],
    });
    return acmPcaAuthority(
      {
        kind: 'acm-pca',
        certificateAuthorityArn: CA_ARN,
        keyAlgorithm: 'EC_prime256v1',
        template: 'EndEntityClientAuthCertificate/V1',
      },
      { env: environmentFor(kept(server).endpoint) },
    );
  },
  kms: async () => {
    const server = kept(await startKmsStandIn(keys.privateKey));
    return kmsAuthority({ kind: 'kms', keyArn: KEY_ARN }, issuer, { env: kmsEnvironment(server.endpoint) });
  },
  secret: async () => {
    const privateKeyPem = keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    return ownCaAuthority({ kind: 'secret', secretName: 's' }, issuer, fixedSecret({ privateKeyPem }));
  },
  est: async (copies) => {
    const server = kept(await startHttpsServer(identity, ({ text }) => bagOf(issuer.pem, issue(csrOf(text), copies))));
    const config = { kind: 'est', url: `${server.origin}/est`, bodyFormat: 'base64-der', secretName: 's' } as const;
    return estAuthority(config, fixedSecret({ tlsRootsPem: identity.cert }));
  },
  'step-ca': async (copies) => {
    const server = await startCaServer(identity, {
      'POST /1.0/sign': [({ json }) => ({ status: 201, body: { crt: issue(String(json['csr']), copies) } })],
    });
    const rootFingerprint = fingerprint(identity.cert);
    const config = {
      kind: 'step-ca',
      url: kept(server).url,
      rootFingerprint,
      provisioner: 'iot',
      secretName: 's',
    } as const;
    return stepCaAuthority(config, fixedSecret({ tlsRootsPem: identity.cert, jwk }));
  },
  vault: async () => {
    const server = await startCaServer(identity, {
      // sign-verbatim has no other way.
      'POST /v1/pki/sign-verbatim/iot': [
        ({ json }) => ({ status: 200, body: { data: { certificate: issue(String(json['csr']), true) } } }),
      ],
    });
    const auth = { method: 'token' } as const;
    const config = {
      kind: 'vault',
      address: kept(server).url,
      mount: 'pki',
      role: 'iot',
      auth,
      secretName: 's',
    } as const;
    return vaultAuthority(config, fixedSecret({ tlsRootsPem: identity.cert, token: 't' }));
  },
  webhook: async (copies) => {
    const server = await startHttpsServer(identity, ({ text }) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ certificatePem: issue(String(JSON.parse(text).certificateSigningRequest), copies) }),
    }));
    const config = { kind: 'webhook', url: `${kept(server).origin}/sign`, secretName: 's' } as const;
    return webhookAuthority(config, fixedSecret({ tlsRootsPem: identity.cert, bearer: 'b' }));
  },
};

async function sign(
  kind: AuthorityKind,
  asked: readonly string[],
  {
    requested = DEFAULT_RULE,
    copies = false,
    subject,
  }: { requested?: RequestedRule; copies?: boolean; subject?: string } = {},
) {
  const authority = await CONNECTORS[kind](copies);
  const lines: string[] = [];
  const linkedCa = kind === 'acm-pca' ? {} : { issuer };
  const handler = createHandler({
    authority,
    validityDays: 30,
    ...linkedCa,
    requested,
    log: (line) => lines.push(line),
  });
  const { csr } = extendedRequest(asked, subject);
  const event = {
    certificateSigningRequest: encodePem('CERTIFICATE REQUEST', csr.der),
    principalId: 'p',
    clientId: 'c',
  };
  const answer = handler(event, { getRemainingTimeInMillis: () => 5_000 });
  const signed = await answer.then(({ certificatePem }) => parseCertificate(certificatePem)).catch(() => undefined);
  return { signed, log: JSON.parse(lines[0] ?? '{}') };
}

const KINDS = Object.keys(CONNECTORS) as AuthorityKind[];

describe.each(KINDS)('behind %s', (kind) => {
  it.each<[string, readonly string[]]>([
    ["AWS's fleet provisioning demos ask for", ['nsCertType=client', 'keyUsage=digitalSignature']],
    [
      'the stock v3_req of OpenSSL asks for',
      ['basicConstraints=CA:FALSE', 'keyUsage=nonRepudiation,digitalSignature,keyEncipherment'],
    ],
    ['certreq asks for', ['1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:Machine', 'extendedKeyUsage=clientAuth']],
    ['a device with other names than its CN asks for', ['subjectAltName=DNS:gateway.example.com,IP:10.0.0.1']],
  ])('what %s is signed', async (_case, asked) => {
    const plain = await sign(kind, asked);
    expect(plain.log).toMatchObject({ certprov: 'signed' });
    const copied = await sign(kind, asked, { copies: true });
    expect(copied.log).toMatchObject({ certprov: 'signed' });
  });

  it('no device gets the certificate of a server or of a CA, whatever the CA makes of its CSR', async () => {
    const asked = [
      ['extendedKeyUsage=clientAuth,serverAuth'],
      ['keyUsage=digitalSignature,keyCertSign'],
      ['basicConstraints=CA:TRUE'],
    ];
    for (const extensions of asked) {
      for (const copies of [false, true]) {
        const { signed, log } = await sign(kind, extensions, { copies });
        expect(signed?.extendedKeyUsage ?? []).not.toContain('serverAuth');
        expect(signed?.keyUsage ?? []).not.toContain('keyCertSign');
        expect(signed?.isCa ?? false).toBe(false);
        const isRefused = /^(CSR_EXTENSIONS_REFUSED|CERTIFICATE_GRANTS_MORE|CERTIFICATE_IS_CA)$/.test(log.code);
        expect(signed === undefined).toBe(isRefused);
        // Who does not copy drops it, and the device gets its certificate.
        expect(signed === undefined).toBe(kind === 'vault' || (copies && !['acm-pca', 'kms', 'secret'].includes(kind)));
      }
    }
  });

  it('the strict rule refuses before the CA is asked', async () => {
    const requested = { extensions: 'refuse', names: 'cn' } as const;
    const vendor = await sign(kind, ['1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:Machine'], { requested });
    expect(vendor.log).toMatchObject({
      certprov: 'refused',
      code: 'CSR_EXTENSIONS_REFUSED',
      ms: { parse: expect.any(Number) },
    });
    expect(vendor.log.ms).not.toHaveProperty('authority');
    const named = await sign(kind, ['subjectAltName=DNS:db.example.com'], { requested });
    expect(named.log).toMatchObject({ certprov: 'refused', code: 'CSR_NAMES_REFUSED' });
    const demo = await sign(kind, ['nsCertType=client', 'keyUsage=digitalSignature'], { requested });
    expect(demo.log).toMatchObject({ certprov: 'signed' });
  });

  it('pass leaves it to the CA whether a device is a server too', async () => {
    const requested = { extensions: 'pass', names: 'pass' } as const;
    const { signed } = await sign(kind, ['extendedKeyUsage=clientAuth,serverAuth'], { requested, copies: true });
    const makesItsOwn = ['acm-pca', 'kms', 'secret'].includes(kind);
    expect(signed?.extendedKeyUsage).toEqual(makesItsOwn ? ['clientAuth'] : ['clientAuth', 'serverAuth']);
  });
});
