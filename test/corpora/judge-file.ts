import { judgeCsr } from '../../src/checks/trial/judge-csr.ts';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import type { CorpusFile } from './read-corpora.ts';

/** What the dry run says of a CSR, before it is signed. */
export interface Judgement {
  /** `passes`, `notes <rules>` or `fails <rules>`. */
  readonly dryRun: string;
  /** Of the rule that speaks of the key. */
  readonly keyWeakness: 'size' | 'structure' | 'other' | undefined;
}

/** For a function that signs with a Private CA, as the signer of these tests does. */
export function judgeFile({ bytes }: CorpusFile): Judgement {
  const checks = judgeCsr(bytes, { refusesNobody: true });
  const codes = (wanted: string) => checks.filter(({ severity }) => severity === wanted).map(({ code }) => code);
  const [failed, noted] = [codes('fail'), codes('note')];
  const key = checks.find(({ code, passed }) => code === 'CSR_KEY_ACCEPTED' && !passed);
  return {
    dryRun:
      failed.length > 0 ? `fails ${failed.join(', ')}` : noted.length > 0 ? `notes ${noted.join(', ')}` : 'passes',
    keyWeakness: key && weaknessIn(key.summary),
  };
}

function weaknessIn(summary: string): Judgement['keyWeakness'] {
  if (/: it has \d+ bits: AWS IoT takes/.test(summary)) return 'size';
  return summary.includes(': it is broken: ') ? 'structure' : 'other';
}

const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

interface Facts {
  readonly version: string;
  readonly key: string;
  readonly signatureValid: boolean;
}

/** What is read out of a request, in the words of the manifest; undefined when it cannot be read. */
export function factsRead({ bytes }: CorpusFile): Facts | undefined {
  try {
    const { version, publicKey, signatureValid } = parseCertificationRequest(bytes);
    const { algorithm, bits, curve } = publicKey;
    const key =
      algorithm === 'RSA'
        ? `RSA ${bits}`
        : algorithm === 'EC'
          ? `EC ${Object.values(CURVES).find((name) => name === curve) ?? '-'}`
          : 'other';
    return { version: String(version), key, signatureValid };
  } catch {
    return undefined;
  }
}

/** The same facts by OpenSSL 3.0, from the manifest. */
export function factsByOpenssl({ row }: CorpusFile): Facts {
  const { key_type, key_bits, curve = '', csr_version = '', openssl_sig } = row;
  const key =
    key_type === 'rsaEncryption'
      ? `RSA ${key_bits}`
      : key_type === 'id-ecPublicKey'
        ? `EC ${CURVES[curve] ?? '-'}`
        : 'other';
  return { version: csr_version, key, signatureValid: openssl_sig === 'ok' };
}
