import { CertprovError } from '../errors.ts';
import { isOurs, type Tags } from '../ownership.ts';
import { permissions } from '../permission.ts';
import { beforeChange, defineAction } from './define-action.ts';

export interface CreateCertificateProviderArgs {
  readonly certificateProviderName: string;
  readonly lambdaFunctionArn: string;
  /** Made when the plan is made and kept in the journal: a repeat after a lost answer is the same request. */
  readonly clientToken: string;
  readonly tags: Tags;
}

export interface CreateCertificateProviderReceipt {
  readonly certificateProviderArn: string;
  readonly creationDate: string | undefined;
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

  async apply(args, aws) {
    const existing = await beforeChange(aws.describeCertificateProvider(args.certificateProviderName));
    if (!existing) await aws.createCertificateProvider(args);
    const read = await aws.describeCertificateProvider(args.certificateProviderName);
    if (
      read?.lambdaFunctionArn !== args.lambdaFunctionArn ||
      read.accountDefaultForOperations.join() !== 'CreateCertificateFromCsr'
    ) {
      throw new CertprovError(
        'READ_BACK_DIFFERS',
        `AWS reports ${read ? `the function ${read.lambdaFunctionArn}` : 'no certificate provider'} after the switch`,
        { fix: 'run `certprov status` to see who signs, and `certprov rollback` to go back' },
      );
    }
    return { certificateProviderArn: read.certificateProviderArn, creationDate: read.creationDate?.toISOString() };
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
    return { outcome: (await aws.deleteCertificateProvider(certificateProviderName)) ? 'removed' : 'absent' };
  },
});
