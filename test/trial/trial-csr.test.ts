import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InvocationResult } from '../../src/aws/ports.ts';
import { asIssuer } from '../../src/issuer-certificate.ts';
import { packageRoot } from '../../src/package-root.ts';
import { runTrial } from '../../src/trial/run-trial.ts';
import { trialCsr } from '../../src/trial/trial-csr.ts';
import { issueDevice, makeAuthority } from '../csr/issuing.ts';

const SRC = join(packageRoot(), 'src');

/** The files of the program in which a text stands, but for the parts that read what others sent them. */
const filesWith = (text: string): string[] =>
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && readFileSync(join(SRC, file), 'utf8').includes(text))
    .map((file) => relative('.', file).split(sep).join('/'))
    .filter((file) => !/^(csr|signer|sandbox)\//.test(file))
    .toSorted();

const authority = await makeAuthority('ec-p256', 'Acme Device CA');
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
      'steps/external/send-ca-canary.ts',
    ]);
    // The judges read it only for those who hand in nothing but its octets.
    expect(filesWith('readCsr(')).toEqual([
      'checks/trial/judge-csr.ts',
      'checks/trial/judge-issued.ts',
      'checks/trial/judge-trial.ts',
      'checks/trial/read-csr.ts',
      'trial/trial-csr.ts',
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
