import { CertprovError } from '../../errors.ts';
import { isOurs, RUN, type Tags } from '../../deployment/ownership.ts';
import { IOT_ROLE_REFUSALS, onceRoleIsKnown } from '../once-role-is-known.ts';
import { permissions } from '../plan.ts';
import { defineAction } from './define-action.ts';

interface CreateProvisioningTemplateArgs {
  readonly templateName: string;
  readonly templateArn: string;
  readonly provisioningRoleArn: string;
  readonly tags: Tags;
}

/** A role that was just made may not be known to AWS IoT yet: IAM is eventually consistent. */
const ROLE_SPREAD_MS = 60_000;

/** Registers nothing but the certificate, and leaves that inactive. */
const BODY = {
  Parameters: { 'AWS::IoT::Certificate::Id': { Type: 'String' } },
  Resources: {
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Inactive' },
    },
  },
};

const LOOKS = ['iot:DescribeProvisioningTemplate', 'iot:ListTagsForResource'] as const;

/** For the canary of an account without a fleet template: a claim of a trusted user belongs to one. */
export const createProvisioningTemplate = defineAction<CreateProvisioningTemplateArgs, { templateArn: string }>({
  kind: 'iot:CreateProvisioningTemplate',
  reach: 'account',
  makes: 'provisioning template',
  permissions: {
    apply: [
      ...permissions('canary-template', 'iot:CreateProvisioningTemplate', 'iot:TagResource', ...LOOKS),
      ...permissions('canary-role', 'iam:PassRole'),
    ],
    undo: permissions('canary-template', ...LOOKS, 'iot:DeleteProvisioningTemplate'),
  },

  describe: ({ templateName }) => ({ target: templateName, meaning: 'for the canary alone, and goes with it' }),

  async apply({ templateName, provisioningRoleArn, tags }, aws, { progress }) {
    const existing = await aws.describeProvisioningTemplate(templateName);
    if (existing) {
      const found = await aws.listTags(existing.templateArn);
      if (found[RUN] === tags[RUN]) return { templateArn: existing.templateArn };
      throw new CertprovError('AWS_CONFLICT', `the template ${templateName} exists already and is not of this run`, {
        fix: 'let the certprov that made it finish; if it is gone, remove what it left with `certprov rollback --all`',
      });
    }
    const input = {
      templateName,
      description: 'for the canary of certprov, which deletes it again',
      templateBody: JSON.stringify(BODY),
      provisioningRoleArn,
      enabled: true,
      tags,
    };
    return onceRoleIsKnown(() => aws.createProvisioningTemplate(input), {
      roleArn: provisioningRoleArn,
      refusals: IOT_ROLE_REFUSALS,
      limitMs: ROLE_SPREAD_MS,
      progress,
    });
  },

  async undo({ templateName }, _receipt, aws) {
    const existing = await aws.describeProvisioningTemplate(templateName);
    if (!existing) return { outcome: 'absent' };
    if (!isOurs(await aws.listTags(existing.templateArn)))
      return { outcome: 'kept', reason: 'it does not carry the tag of certprov' };
    return { outcome: (await aws.deleteProvisioningTemplate(templateName)) ? 'removed' : 'absent' };
  },
});
