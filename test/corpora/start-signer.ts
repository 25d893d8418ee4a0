// eslint-disable-next-line import/no-unassigned-import -- @peculiar/x509 wants it to be there first
import 'reflect-metadata';
import { Pkcs10CertificateRequest, X509Certificate } from '@peculiar/x509';
import { expect } from 'vitest';
import { acmPcaAuthority } from '../../src/authority/acm-pca/acm-pca.ts';
import { parseCertificate } from '../../src/csr/certificate.ts';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { P256_AUTHORITY_ID } from '../../src/sandbox/seed/seed-authorities.ts';
import { authorityArn } from '../../src/sandbox/seed/seeded-arns.ts';
import { createHandler } from '../../src/signer/create-handler.ts';
import { SignerError } from '../../src/signer/signer-error.ts';
import { passingClock } from '../authority/passing-clock.ts';
import { temporaryAccount } from '../sandbox/temporary-account.ts';
import type { CorpusFile } from './read-corpora.ts';

export interface CorpusSigner extends AsyncDisposable {
  /** `SIGNED`, or the code of the refusal; throws for a certificate or a refusal that is not as it ought to be. */
  sign(file: CorpusFile): Promise<string>;
}

/** The signer itself, in front of a Private CA of the sandbox. */
export async function startSigner(): Promise<CorpusSigner> {
  const account = await temporaryAccount({ settings: { authorityMs: 0 } });
  const config = {
    kind: 'acm-pca',
    certificateAuthorityArn: authorityArn(P256_AUTHORITY_ID),
    keyAlgorithm: 'EC_prime256v1',
    template: 'EndEntityClientAuthCertificate/V1',
  } as const;
  const env = {
    AWS_ENDPOINT_URL: account.endpoint,
    AWS_ACCESS_KEY_ID: account.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.credentials.secretAccessKey,
  };
  return {
    async sign(file) {
      // This is not about the five seconds, and the pauses before a question to the CA add up.
      const clock = passingClock();
      const lines: string[] = [];
      const handler = createHandler({
        authority: acmPcaAuthority(config, { env, clock }),
        validityDays: 30,
        now: () => clock.now(),
        log: (line) => lines.push(line),
      });
      const event = { certificateSigningRequest: file.text, principalId: 'a'.repeat(64), clientId: 'device-42' };
      const context = { getRemainingTimeInMillis: () => 5_000 };
      try {
        const { certificatePem } = await handler(event, context);
        expectAsAsked(certificatePem, file);
      } catch (error) {
        return refusal(error, lines);
      }
      return codeIn(lines);
    },
    [Symbol.asyncDispose]: () => account[Symbol.asyncDispose](),
  };
}

/** Subject and key are the request's: byte for byte, and as another library reads both. */
function expectAsAsked(certificatePem: string, { file, bytes }: CorpusFile): void {
  const request = parseCertificationRequest(bytes);
  const certificate = parseCertificate(certificatePem);
  expect(certificate.subject.der, `subject of ${file}`).toEqual(request.subject.der);
  const asked = new Pkcs10CertificateRequest(request.der);
  const issued = new X509Certificate(certificatePem);
  expect(issued.subject, `subject of ${file}`).toBe(asked.subject);
  expect(Buffer.from(issued.publicKey.rawData), `key of ${file}`).toEqual(Buffer.from(asked.publicKey.rawData));
}

/** In one sentence and with a code; anything else than a refusal is thrown on. */
function refusal(error: unknown, lines: readonly string[]): string {
  if (!(error instanceof SignerError) || error.outcome !== 'refused') throw error;
  expect(error.message).not.toMatch(/\n|\bat .*:\d+:\d+/);
  expect(codeIn(lines)).toBe(error.code);
  return error.code;
}

/** The signer writes one line, which has nothing of a stack. */
function codeIn(lines: readonly string[]): string {
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/\\n|\bat .*:\d+:\d+/);
  return (JSON.parse(lines[0]!) as { readonly code: string }).code;
}
