import { functionArnOf, parseArn, type AccountPlace } from '../aws/arn.ts';
import { ACM_PCA_TEMPLATES, type AcmPcaTemplate } from '../authority/acm-pca/acm-pca-template.ts';
import type { AuthorityKind } from '../authority/authority.ts';
import { EXIT, usageInvalid, type ExitCode } from '../errors.ts';
import { invokePermission } from '../deployment/policies/invoke-permission.ts';
import { signerRolePolicy, type SignerAuthority } from '../deployment/policies/signer-role.ts';
import { operatorPolicy, type Names } from './policy/operator-policy.ts';
import { TASKS, type Task } from './policy/reads.ts';
import { readLandingZone, type LandingZoneFlags } from '../deployment/landing-zone.ts';
import { CA_SECRET_PREFIX, prefixed, secretNameFor } from '../deployment/names.ts';
import type { Json, Output } from '../terminal/output.ts';

export interface OperatorPolicyFlags extends LandingZoneFlags {
  readonly for?: readonly Task[];
  readonly function: string;
  readonly providerName: string;
  readonly caKind: AuthorityKind;
  readonly ca?: string;
  readonly kmsKey?: string;
}

export interface SignerPolicyFlags extends Pick<
  OperatorPolicyFlags,
  'function' | 'caKind' | 'ca' | 'kmsKey' | 'encryptionKey' | 'logRetention'
> {
  readonly caTemplate?: AcmPcaTemplate;
  readonly caSecret?: string;
  readonly inVpc?: boolean;
}

export type InvokePolicyFlags = Pick<OperatorPolicyFlags, 'function' | 'providerName'>;

/** For whoever runs certprov. */
export function printOperatorPolicy(flags: OperatorPolicyFlags, place: AccountPlace, output: Output): ExitCode {
  const { for: tasks = TASKS, caKind: authority } = flags;
  return print(operatorPolicy({ ...namesFrom(flags, place), tasks, authority }), output);
}

/** What the statements are about. */
export const namesFrom = (flags: OperatorPolicyFlags, place: AccountPlace): Names => {
  const { providerName, ca, kmsKey } = flags;
  const landing = readLandingZone(flags, place);
  return {
    place,
    functionName: prefixed(landing.namePrefix, flags.function),
    providerName,
    privateCaArn: ca === undefined ? undefined : arnIn('--ca', ca, 'acm-pca'),
    keyArn: kmsKey === undefined ? undefined : arnIn('--kms-key', kmsKey, 'kms'),
    landing,
  };
};

/** For the role of the function: the one that `init` puts there. */
export const printSignerPolicy = (flags: SignerPolicyFlags, place: AccountPlace, output: Output): ExitCode =>
  print(
    signerRolePolicy({
      place,
      functionName: flags.function,
      authority: authorityOf(flags),
      inVpc: flags.inVpc ?? false,
      hasLogGroup: readLandingZone({ logRetention: flags.logRetention }, place).logRetentionDays !== undefined,
      encryption: encryptionOf(flags, place),
    }),
    output,
  );

function encryptionOf({ caKind, encryptionKey }: SignerPolicyFlags, place: AccountPlace) {
  const { encryptionKeyArn } = readLandingZone({ encryptionKey }, place);
  const hasSecret = caKind !== 'acm-pca' && caKind !== 'kms';
  return { environmentKeyArn: encryptionKeyArn, secretKeyArn: hasSecret ? encryptionKeyArn : undefined };
}

/** The statement on the function, for AWS IoT. */
export const printInvokePolicy = (flags: InvokePolicyFlags, place: AccountPlace, output: Output): ExitCode =>
  print(invokePermission(place, functionArnOf(place, flags.function), flags.providerName), output);

/** Nothing else goes to standard output, so that it can be piped to the AWS CLI. */
function print(document: object, output: Output): ExitCode {
  output.result(document as { readonly [key: string]: Json }, JSON.stringify(document, undefined, 2));
  return EXIT.done;
}

/** What the policy depends on; a CA that is reached over the network is all in its secret. */
function authorityOf({ caKind, ca, caTemplate, kmsKey, caSecret, function: name }: SignerPolicyFlags): SignerAuthority {
  switch (caKind) {
    case 'acm-pca':
      return {
        kind: caKind,
        certificateAuthorityArn: arnIn('--ca', ca, 'acm-pca'),
        template: caTemplate ?? ACM_PCA_TEMPLATES[0],
      };
    case 'kms':
      return { kind: caKind, keyArn: arnIn('--kms-key', kmsKey, 'kms') };
    case 'secret':
      return { kind: caKind, secretName: caSecret ?? `${CA_SECRET_PREFIX}${name}` };
    default:
      return { kind: caKind, secretName: secretNameFor(name) };
  }
}

const EXAMPLES = {
  'acm-pca': 'arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/…',
  kms: 'arn:aws:kms:eu-central-1:123456789012:key/…',
} as const;

/** Policies name the thing itself: a common name or an alias may point elsewhere tomorrow. */
function arnIn(flag: string, given: string | undefined, service: keyof typeof EXAMPLES): string {
  const arn = parseArn(given ?? '');
  const type = service === 'kms' ? 'key/' : 'certificate-authority/';
  if (given !== undefined && arn?.service === service && arn.resource.startsWith(type)) return given;
  throw usageInvalid(
    given === undefined
      ? `${flag} is missing: the policy names one`
      : `${flag} takes an ARN here, and ${given} is none of ${service}`,
    `e.g. ${flag} ${EXAMPLES[service]}`,
  );
}
