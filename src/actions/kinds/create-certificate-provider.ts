import type { AwsReader, CertificateProvider } from '../../aws/ports/ports.ts';
import { CertprovError } from '../../errors.ts';
import { isOurs, type Tags } from '../../deployment/ownership.ts';
import { type ApplyTools, permissions } from '../plan.ts';
import { beforeChange, defineAction } from './define-action.ts';

interface CreateCertificateProviderArgs {
  readonly certificateProviderName: string;
  readonly lambdaFunctionArn: string;
  /** Made when the plan is made and kept in the journal: a repeat after a lost answer is the same request. */
  readonly clientToken: string;
  readonly tags: Tags;
}

export interface CreateCertificateProviderReceipt {
  readonly certificateProviderArn: string;
  readonly creationDate: string | undefined;
  /** Why reading it back did not show what was made. */
  readonly doubt?: string;
}

/** The switch. There is no draft state: from here on every CSR of the account and Region goes to the function. */
export const createCertificateProvider = defineAction<CreateCertificateProviderArgs, CreateCertificateProviderReceipt>({
  kind: 'iot:CreateCertificateProvider',
  reach: 'fleet',
  makes: 'certificate provider',
  permissions: {
    apply: [
      ...permissions('provider', 'iot:CreateCertificateProvider', 'iot:TagResource'),
      ...permissions('providers', 'iot:DescribeCertificateProvider'),
    ],
    undo: [
      ...permissions('providers', 'iot:DescribeCertificateProvider', 'iot:ListTagsForResource'),
      ...permissions('provider', 'iot:DeleteCertificateProvider'),
    ],
  },

  describe: ({ certificateProviderName, lambdaFunctionArn }) => ({
    target: `${certificateProviderName} → ${lambdaFunctionArn.split(':').at(-1)}`,
    meaning: 'every CSR is signed by the function',
  }),

  async apply(args, aws, { askAgain }) {
    const existing = await beforeChange(aws.describeCertificateProvider(args.certificateProviderName));
    if (existing && !isAsAsked(existing, args)) throw Object.assign(differs(existing), { isBeforeChange: true });
    let made: { readonly certificateProviderArn: string } | undefined = existing;
    let unsure: unknown;
    try {
      made ??= await aws.createCertificateProvider(args);
    } catch (error) {
      // AWS may have done it all the same.
      if (!(error instanceof CertprovError) || error.details.definite === true) throw error;
      unsure = error;
    }
    const read = await readBack(args, aws, askAgain);
    // It is on, as far as anybody can tell: whether it works is for the canary to say.
    if (!made && read.provider === undefined) throw unsure;
    const { certificateProviderArn } = read.provider ?? made!;
    const creationDate = read.provider?.creationDate?.toISOString();
    return { certificateProviderArn, creationDate, ...(read.doubt === undefined ? {} : { doubt: read.doubt }) };
  },

  async undo({ certificateProviderName, lambdaFunctionArn }, _receipt, aws) {
    const existing = await aws.describeCertificateProvider(certificateProviderName);
    if (!existing) return { outcome: 'absent' };
    if (existing.lambdaFunctionArn !== lambdaFunctionArn) {
      return { outcome: 'kept', reason: `somebody has pointed it at ${existing.lambdaFunctionArn}` };
    }
    if (!isOurs(await aws.listTags(existing.certificateProviderArn))) {
      return { outcome: 'kept', reason: 'it does not carry the tag of certprov' };
    }
    const deletion = await aws.deleteCertificateProvider(certificateProviderName);
    return { outcome: deletion === 'absent' ? 'absent' : 'removed' };
  },
});

const isAsAsked = (read: CertificateProvider, { lambdaFunctionArn }: CreateCertificateProviderArgs): boolean =>
  read.lambdaFunctionArn === lambdaFunctionArn &&
  read.accountDefaultForOperations.join() === 'CreateCertificateFromCsr';

interface ReadBack {
  readonly provider?: CertificateProvider;
  readonly doubt?: string;
}

/** An answer that is stale or fails says nothing against the switch, and is asked for again. */
async function readBack(
  args: CreateCertificateProviderArgs,
  aws: AwsReader,
  askAgain: ApplyTools['askAgain'],
): Promise<ReadBack> {
  let doubt = 'AWS does not show it';
  const provider = await askAgain(async () => {
    try {
      const read = await aws.describeCertificateProvider(args.certificateProviderName);
      if (read && isAsAsked(read, args)) return read;
      doubt = differs(read).message;
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
      doubt = error.message;
    }
    return undefined;
  });
  return provider ? { provider } : { doubt };
}

const differs = (read: CertificateProvider | undefined): CertprovError =>
  new CertprovError(
    'READ_BACK_DIFFERS',
    `AWS reports ${read ? `the function ${read.lambdaFunctionArn}` : 'no certificate provider'} after the switch`,
    { fix: 'run `certprov status` to see who signs, and `certprov rollback` to go back' },
  );
