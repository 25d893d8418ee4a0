import type { KeyDescription } from '../aws/ports/ports.ts';
import type { ExternalResources } from '../deployment/deployed-signer.ts';
import { wayBackOfKey, wayBackOfSecret } from '../deployment/ownership.ts';
import type { Finding } from '../finding.ts';
import { whyKeyUnusable } from './kms-key.ts';

const SET_UP_AGAIN = 'go back to AWS with `certprov rollback`, then set the signer up again';

export function checkDeployedExternal({ key, secret }: ExternalResources): Finding[] {
  const findings: Finding[] = [];
  const why = key && key.found !== null ? whyGone(key.found) : undefined;
  if (key && why) {
    findings.push({
      code: 'AUTHORITY_UNUSABLE',
      severity: 'blocker',
      summary: `the KMS key of the CA ${why}: nothing can be signed`,
      fix: isSwitchedOff(key.found)
        ? `enable the key, or cancel its deletion: ${wayBackOfKey({ keyId: key.keyArn })}`
        : SET_UP_AGAIN,
      resource: key.keyArn,
    });
  }
  if (secret && secret.found !== null && (secret.found === undefined || secret.found.deletedDate)) {
    findings.push({
      code: 'SECRET_MISSING',
      severity: 'blocker',
      summary: `the secret ${secret.secretName} of the signer ${secret.found ? 'is marked for deletion' : 'no longer exists'}: nothing can be signed`,
      fix: secret.found ? wayBackOfSecret(secret.secretName) : SET_UP_AGAIN,
    });
  }
  return findings;
}

/** Unlike a deleted key or one for another purpose, it can be switched on again. */
const isSwitchedOff = (key: KeyDescription | null | undefined): boolean =>
  key !== undefined && key !== null && whyKeyUnusable({ ...key, keyState: 'Enabled' }) === undefined;

const whyGone = (key: KeyDescription | undefined): string | undefined =>
  key === undefined ? 'no longer exists' : whyKeyUnusable(key);
