import { functionNameOf } from '../aws/arn.ts';
import type { AwsReader } from '../aws/ports/ports.ts';
import { permissions, type UndoOutcome } from './plan.ts';

/** What `keptForProvider` needs. */
export const SEES_PROVIDERS = [
  ...permissions('any', 'iot:ListCertificateProviders'),
  ...permissions('providers', 'iot:DescribeCertificateProvider'),
];

/**
 * AWS lets a function be deleted, or closed to AWS IoT, while a certificate provider still sends every CSR to it: then
 * nobody signs. certprov does not.
 */
export async function keptForProvider(functionName: string, aws: AwsReader): Promise<UndoOutcome | undefined> {
  const provider = (await aws.listCertificateProviders()).find(
    (p) => functionNameOf(p.lambdaFunctionArn) === functionName,
  );
  return (
    provider && { outcome: 'kept', reason: `the certificate provider "${provider.certificateProviderName}" uses it` }
  );
}
