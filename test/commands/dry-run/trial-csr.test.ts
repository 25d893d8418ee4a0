import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../../src/aws/ports/ports.ts';
import { asIssuer } from '../../../src/deployment/issuer-certificate.ts';
import { packageRoot } from '../../../src/local/package-root.ts';
import { runTrial } from '../../../src/commands/dry-run/run-trial.ts';
import { trialCsr } from '../../../src/commands/dry-run/trial-csr.ts';
import { buildCertificate } from '../../../src/csr/build-certificate.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { basicConstraints, EXTENSION, keyUsage } from '../../../src/csr/extensions.ts';
import { randomSerial } from '../../../src/csr/tbs-certificate.ts';
import { day, issueDevice, makeAuthority, type TestAuthority } from '../../csr/issuing.ts';
import { tlv } from '../../csr/tlv.ts';

const SRC = join(packageRoot(), 'src');

/** The files of the program in which a text stands, but for the parts that read what others sent them. */
const filesWith = (text: string): string[] =>
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && readFileSync(join(SRC, file), 'utf8').includes(text))
    .map((file) => relative('.', file).split(sep).join('/'))
    .filter((file) => !/^(csr|signer|sandbox)\//.test(file))
    .toSorted();

const authority = await makeAuthority('ec-p256', 'Acme Device CA');
/** RFC 5280 §4.2.1.10: only for what is below another organization than any device of these tests. */
async function constrainedAuthority(): Promise<TestAuthority> {
  const made = await makeAuthority('ec-p256', 'Constrained CA');
  const elsewhere = encodeName([[{ type: 'O', value: 'Somebody Else' }]]);
  const permitted = tlv(0x30, tlv(0xa0, tlv(0x30, tlv(0xa4, elsewhere))));
  const { der, pem } = buildCertificate(
    {
      serial: randomSerial(),
      issuer: made.name,
      subject: made.name,
      spki: made.spki,
      notBefore: day(-1),
      notAfter: day(3650),
      extensions: [
        basicConstraints({ ca: true }),
        keyUsage(['keyCertSign']),
        { oid: EXTENSION.nameConstraints, critical: true, value: permitted },
      ],
      signatureAlgorithm: 'ecdsaWithSHA256',
    },
    made.privateKey,
  );
  return { ...made, der, pem };
}

const now = (): Date => new Date();

const answered = (payload: object): InvocationResult => ({
  payload: JSON.stringify(payload),
  functionError: undefined,
  logTail: '',
  executedVersion: '$LATEST',
  elapsedMs: 10,
});

describe('the CSR of a command', () => {
  it('is parsed in one place, and that place is called where the CSR comes from', () => {
    // The CA's canary makes a CSR of its own.
    expect(filesWith('parseCertificationRequest(')).toEqual([
      'checks/trial/read-csr.ts',
      'steps/external/inspect-external.ts',
    ]);
    expect(filesWith('readCsr(')).toEqual(['checks/trial/judge-csr.ts', 'checks/trial/read-csr.ts']);
    // The judges read it only for those who hand in nothing but its octets.
    expect(filesWith('readAndJudge(')).toEqual([
      'checks/trial/judge-csr.ts',
      'checks/trial/judge-issued.ts',
      'checks/trial/judge-trial.ts',
      'commands/dry-run/trial-csr.ts',
    ]);
  });

  it('is not read again by the trial, which holds the handshake with the key that came with it', async () => {
    const csr = await trialCsr({});
    const { request } = csr.read;
    const outcome = await runTrial(
      {
        csr: { ...csr, input: Buffer.from('whoever read this again would fail') },
        functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:signer',
        issuer: asIssuer(authority.pem),
        runs: 1,
        policySpreadSeconds: 0,
        now,
      },
      {
        invoke: async () =>
          answered({ certificatePem: issueDevice(authority, request!.subject.der, request!.publicKey.spkiDer).pem }),
      },
    );
    expect(outcome.checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(outcome.checks.at(-1)).toMatchObject({ code: 'TLS_HANDSHAKE', severity: 'ok' });
  });

  it('fails by the handshake where the linked CA may not vouch for this name', async () => {
    const csr = await trialCsr({});
    const { subject, publicKey } = csr.read.request!;
    const constrained = await constrainedAuthority();
    const { checks, verdict } = await runTrial(
      {
        csr,
        functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:signer',
        issuer: asIssuer(constrained.pem),
        runs: 1,
        policySpreadSeconds: 0,
        now,
      },
      {
        invoke: async () => answered({ certificatePem: issueDevice(constrained, subject.der, publicKey.spkiDer).pem }),
      },
    );
    expect(verdict).toBe('fail');
    expect(checks.at(-1)).toMatchObject({
      code: 'TLS_HANDSHAKE',
      severity: 'fail',
      summary: expect.stringContaining('a name that a CA of the chain may not sign (UNSPECIFIED)'),
    });
  });

  it('of the operator has no key here, and the trial says that no handshake was held', async () => {
    const csr = { ...(await trialCsr({})), privateKey: undefined };
    const { subject, publicKey } = csr.read.request!;
    const { checks, verdict } = await runTrial(
      {
        csr,
        functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:signer',
        issuer: asIssuer(authority.pem),
        runs: 1,
        policySpreadSeconds: 0,
        now,
      },
      { invoke: async () => answered({ certificatePem: issueDevice(authority, subject.der, publicKey.spkiDer).pem }) },
    );
    expect(verdict).toBe('pass');
    expect(checks.at(-1)).toMatchObject({ code: 'TLS_HANDSHAKE', severity: 'note' });
  });
});
