import { describe, expect, it } from 'vitest';
import { createFunction } from '../../src/actions/kinds/create-function.ts';
import { createProvisioningTemplate } from '../../src/actions/kinds/create-provisioning-template.ts';
import { LAMBDA_ROLE_REFUSALS, onceRoleIsKnown } from '../../src/actions/once-role-is-known.ts';
import type { ApplyTools } from '../../src/actions/plan.ts';
import { provisioningTemplateArnOf, roleArnOf } from '../../src/aws/arn.ts';
import { openAws } from '../../src/aws/open-aws.ts';
import type { AwsWriter } from '../../src/aws/ports/ports.ts';
import { ownTags } from '../../src/deployment/ownership.ts';
import { provisioningTrustPolicy } from '../../src/deployment/policies/provisioning-role.ts';
import { signerTrustPolicy } from '../../src/deployment/policies/signer-role.ts';
import { readSignerBundle } from '../../src/deployment/signer-bundle.ts';
import { temporaryAccount } from '../sandbox/temporary-account.ts';

const place = { partition: 'aws', account: '000000000000', region: 'us-east-1' };
const tags = ownTags('20261130T000000000Z-00000000');
const roleName = 'certprov-new';
const roleArn = roleArnOf(place, roleName);
const vpc = { subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: ['sg-0123456789abcdef0'] };

async function withAccount(use: (aws: AwsWriter, tools: ApplyTools, said: string[]) => Promise<void>): Promise<void> {
  let now = new Date();
  await using account = await temporaryAccount({
    // The account's time passes only while something is waited for.
    clock: { now: () => now },
    settings: { roleDelayMs: 1_000, functionPendingMs: 0 },
  });
  const aws = await openAws({ sandbox: { ...account, ...account.credentials } });
  const said: string[] = [];
  const progress = (text: string): void => {
    if (said.at(-1) !== text) said.push(text);
    now = new Date(now.getTime() + 300);
  };
  try {
    await use(aws.writer, { progress, secretValue: () => undefined, askAgain: (ask) => ask() }, said);
  } finally {
    aws.close();
  }
}

async function functionArgs() {
  const { codeSha256, zip } = await readSignerBundle('acm-pca');
  const args = {
    functionName: 'certprov-new',
    roleArn,
    runtime: 'nodejs22.x',
    architecture: 'arm64',
    memoryMb: 256,
    timeoutSeconds: 5,
    environment: { CERTPROV_CA: 'own' },
    vpc,
    signer: 'acm-pca',
    codeSha256,
    tags,
  } as const;
  return { args, zip };
}

describe('what stands on a new role', () => {
  it('is made once Lambda, AWS KMS and EC2 know it, in one wait that says for what', async () => {
    await withAccount(async (aws, tools, said) => {
      const { args } = await functionArgs();
      await aws.createRole({ roleName, description: 'new', trustPolicy: signerTrustPolicy, tags });
      await aws.putRolePolicy(roleName, 'network', {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'ec2:CreateNetworkInterface', Resource: '*' }],
      });
      await expect(createFunction.apply(args, aws, tools)).resolves.toMatchObject({
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:certprov-new',
      });
      expect(said).toEqual([
        'waiting until Lambda may assume the new role',
        'waiting until AWS KMS knows the new role',
        'waiting until Lambda sees that the new role may make network interfaces',
      ]);
    });
  });

  it('is a provisioning template once AWS IoT may assume it', async () => {
    await withAccount(async (aws, tools, said) => {
      const templateName = 'certprov-new';
      const templateArn = provisioningTemplateArnOf(place, templateName);
      await aws.createRole({ roleName, description: 'new', trustPolicy: provisioningTrustPolicy(templateArn), tags });
      const args = { templateName, templateArn, provisioningRoleArn: roleArn, tags };
      await expect(createProvisioningTemplate.apply(args, aws, tools)).resolves.toEqual({ templateArn });
      expect(said).toEqual(['waiting until AWS IoT may assume the new role']);
    });
  });

  it('is refused in true words where the refusal outlives the limit', async () => {
    await withAccount(async (aws, tools) => {
      const { args, zip } = await functionArgs();
      await aws.createRole({ roleName, description: 'new', trustPolicy: signerTrustPolicy, tags });
      const make = onceRoleIsKnown(
        () => aws.createFunction({ ...args, description: '', handler: 'index.handler', zip }),
        { roleArn, refusals: LAMBDA_ROLE_REFUSALS, limitMs: 1_500, progress: tools.progress },
      );
      await expect(make).rejects.toMatchObject({
        code: 'AWS_REFUSED',
        message: expect.stringMatching(
          /^lambda:CreateFunction was refused: The provided execution role does not have permissions to call CreateNetworkInterface on EC2 \(each time, for \d s\)$/,
        ),
        fix: expect.stringMatching(
          /so there is another reason: look for a permissions boundary .* The role is arn:aws:iam::000000000000:role\/certprov-new$/,
        ),
        details: { definite: true, httpStatus: 400 },
      });
      expect(await aws.describeFunction(args.functionName)).toBeUndefined();
    });
  });

  it('is not waited for where the refusal has another reason', async () => {
    await withAccount(async (aws, tools, said) => {
      const { args } = await functionArgs();
      await aws.createRole({ roleName, description: 'new', trustPolicy: signerTrustPolicy, tags });
      const wrong = createFunction.apply({ ...args, memoryMb: 64 }, aws, tools);
      await expect(wrong).rejects.toMatchObject({
        code: 'AWS_REFUSED',
        message: expect.stringContaining('128'),
      });
      expect(said).toEqual([]);
    });
  });
});
