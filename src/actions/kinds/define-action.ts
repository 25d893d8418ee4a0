import { functionNameOf, roleNameOf } from '../../aws/arn.ts';
import type { AwsReader } from '../../aws/ports/ports.ts';
import { CertprovError } from '../../errors.ts';
import { type Action, type ActionKind, permissions, type UndoOutcome } from '../plan.ts';

/** An action kind that also makes its own actions, so that args are typed where they are written. */
type DefinedAction<A, R> = ActionKind<A, R> & { with(args: A): Action<A> };

export function defineAction<A, R = undefined>(kind: ActionKind<A, R>): DefinedAction<A, R> {
  return { ...kind, with: (args) => ({ kind: kind.kind, args }) };
}

/** A look at the account with which `apply` begins: when it fails, the change was certainly not made. */
export async function beforeChange<T>(look: Promise<T>): Promise<T> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof CertprovError) error.isBeforeChange = true;
    throw error;
  }
}

/** For the table of a plan. */
export const underKey = (kmsKeyArn: string): string => `under the key ${roleNameOf(kmsKeyArn)}`;

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
