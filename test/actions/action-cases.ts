import { addPermission } from '../../src/actions/kinds/add-permission.ts';
import { createCertificateProvider } from '../../src/actions/kinds/create-certificate-provider.ts';
import { createFunction } from '../../src/actions/kinds/create-function.ts';
import { createKey } from '../../src/actions/kinds/create-key.ts';
import { createLogGroup } from '../../src/actions/kinds/create-log-group.ts';
import { createProvisioningTemplate } from '../../src/actions/kinds/create-provisioning-template.ts';
import { createRole } from '../../src/actions/kinds/create-role.ts';
import { createSecret } from '../../src/actions/kinds/create-secret.ts';
import { putRolePolicy } from '../../src/actions/kinds/put-role-policy.ts';
import type { Action } from '../../src/actions/plan.ts';
import { functionArnOf, providerArnOf, provisioningTemplateArnOf, roleArnOf } from '../../src/aws/arn.ts';
import type { AwsWriter } from '../../src/aws/ports/ports.ts';
import { ownTags } from '../../src/deployment/ownership.ts';
import { IOT_PRINCIPAL } from '../../src/deployment/policies/invoke-permission.ts';
import { provisioningTrustPolicy } from '../../src/deployment/policies/provisioning-role.ts';
import { signerTrustPolicy } from '../../src/deployment/policies/signer-role.ts';
import { readSignerBundle, SIGNER_HANDLER } from '../../src/deployment/signer-bundle.ts';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../src/sandbox/sandbox.ts';
import { smallestBody } from '../sandbox/iot/smallest-body.ts';

/** A change by somebody else, or by hand. */
type ByOthers = (aws: AwsWriter) => Promise<unknown>;

export interface ActionCase {
  /** For the name of the test, where a kind has several cases. */
  readonly as?: string;
  /** What it stands on, applied before it and undone after it. */
  readonly on: readonly Action[];
  readonly action: Action;
  /** Why undo leaves it where it is, although it is ours. */
  readonly stays?: RegExp;
  /** What is not ours to take back, by the words for it: made in an account without it, or, `after`, with it. */
  readonly others: Readonly<Record<string, { readonly by: ByOthers; readonly after?: true; readonly reason: RegExp }>>;
}

const place = { partition: 'aws', account: SANDBOX_ACCOUNT, region: SANDBOX_REGION };
const tags = ownTags('20261130T000000000Z-00000000');
const roleName = 'certprov-undo';
const functionName = 'certprov-undo';
const templateName = 'certprov-undo';
const policyName = 'sign';
const certificateProviderName = 'certprov-undo';
const functionArn = functionArnOf(place, functionName);
const templateArn = provisioningTemplateArnOf(place, templateName);
const NO_TAG = /does not carry the tag of certprov/;
const USED = /the certificate provider "certprov-undo" uses it/;
const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'kms:Sign', Resource: '*' }],
} as const;

const role = createRole.with({ roleName, functionName, tags });
const templateRole = createRole.with({ roleName, templateArn, tags });
const bundle = await readSignerBundle('acm-pca');
const functionArgs = {
  functionName,
  roleArn: roleArnOf(place, roleName),
  runtime: 'nodejs22.x',
  architecture: 'arm64',
  memoryMb: 256,
  timeoutSeconds: 5,
  environment: {},
} as const;
const signer = createFunction.with({ ...functionArgs, signer: 'acm-pca', codeSha256: bundle.codeSha256, tags });
const permission = {
  functionName,
  statementId: 'certprov-undo',
  sourceAccount: place.account,
  sourceArn: providerArnOf(place, certificateProviderName),
};
const provider = {
  certificateProviderName,
  lambdaFunctionArn: functionArn,
  clientToken: '00000000-0000-4000-8000-000000000000',
};

const roleOfOthers: ByOthers = (aws) =>
  aws.createRole({ roleName, description: 'of others', trustPolicy: signerTrustPolicy, tags: {} });
const switchByOthers: ByOthers = (aws) => aws.createCertificateProvider({ ...provider, tags: {} });

/** By kind: what is done to an account, and what has to be left alone in it. */
export const ACTION_CASES: Readonly<Record<string, readonly ActionCase[]>> = {
  [createKey.kind]: [
    {
      on: [],
      action: createKey.with({ alias: 'alias/certprov-undo', keySpec: 'ECC_NIST_P256', tags }),
      stays: /keys of CAs stay/,
      others: {
        'a key of the same alias': {
          async by(aws) {
            const key = await aws.createKey({ keySpec: 'ECC_NIST_P256', description: 'of others', tags: {} });
            await aws.createAlias('alias/certprov-undo', key.keyId);
          },
          reason: /keys of CAs stay/,
        },
      },
    },
  ],
  [createSecret.kind]: (['credentials', 'ca-key'] as const).map((holds) => ({
    as: holds,
    on: [],
    action: createSecret.with({ secretName: 'certprov/undo', holds, tags }),
    ...(holds === 'ca-key' ? { stays: /it holds the key of your CA/ } : {}),
    others: {
      'a secret of the same name': {
        by: (aws) =>
          aws.createSecret({ secretName: 'certprov/undo', description: 'of others', value: '"theirs"', tags: {} }),
        reason: NO_TAG,
      },
    },
  })),
  [createLogGroup.kind]: [
    {
      on: [],
      action: createLogGroup.with({ logGroupName: '/aws/lambda/certprov-undo', retentionDays: 30, tags }),
      others: {
        'a log group of the same name': {
          by: (aws) => aws.createLogGroup({ logGroupName: '/aws/lambda/certprov-undo', tags: { Owner: 'others' } }),
          reason: NO_TAG,
        },
      },
    },
  ],
  [createRole.kind]: [
    { as: 'of a function', action: role },
    { as: 'of a template', action: templateRole },
  ].map((one) => ({
    ...one,
    on: [],
    others: {
      'a role of the same name': { by: roleOfOthers, reason: NO_TAG },
      'a role to which somebody added a policy': {
        by: (aws) => aws.putRolePolicy(roleName, 'theirs', policy),
        after: true,
        reason: /somebody added policies to it: theirs/,
      },
    },
  })),
  [createProvisioningTemplate.kind]: [
    {
      on: [templateRole],
      action: createProvisioningTemplate.with({
        templateName,
        templateArn,
        provisioningRoleArn: roleArnOf(place, roleName),
        tags,
      }),
      others: {
        'a template of the same name': {
          async by(aws) {
            const trustPolicy = provisioningTrustPolicy(templateArn);
            const { roleArn } = await aws.createRole({ roleName: 'others', description: '', trustPolicy, tags: {} });
            const templateBody = smallestBody();
            const others = { description: 'of others', templateBody, provisioningRoleArn: roleArn, enabled: true };
            await aws.createProvisioningTemplate({ templateName, ...others, tags: {} });
          },
          reason: NO_TAG,
        },
      },
    },
  ],
  [putRolePolicy.kind]: [
    {
      on: [role],
      action: putRolePolicy.with({ roleName, policyName, policy }),
      others: {
        'a policy of the same name in a role of others': {
          async by(aws) {
            await roleOfOthers(aws);
            await aws.putRolePolicy(roleName, policyName, policy);
          },
          reason: NO_TAG,
        },
      },
    },
  ],
  [createFunction.kind]: [
    {
      on: [role],
      action: signer,
      others: {
        'a function of the same name': { by: functionOfOthers, reason: NO_TAG },
        'a function that a provider uses': { by: switchByOthers, after: true, reason: USED },
      },
    },
  ],
  [addPermission.kind]: [
    {
      on: [role, signer],
      action: addPermission.with(permission),
      others: {
        'a statement of the same id for another source': {
          async by(aws) {
            await functionOfOthers(aws);
            const sourceArn = providerArnOf(place, 'theirs');
            await aws.addPermission({ ...permission, sourceArn, principal: IOT_PRINCIPAL });
          },
          reason: /somebody has changed the statement/,
        },
        'a statement that a provider needs': { by: switchByOthers, after: true, reason: USED },
      },
    },
  ],
  [createCertificateProvider.kind]: [
    {
      on: [role, signer, addPermission.with(permission)],
      action: createCertificateProvider.with({ ...provider, tags }),
      others: {
        'a provider of the same name for the same function': {
          async by(aws) {
            await functionOfOthers(aws);
            await switchByOthers(aws);
          },
          reason: NO_TAG,
        },
        'a provider of the same name for another function': {
          async by(aws) {
            const lambdaFunctionArn = functionArnOf(place, 'acme-iot-signer');
            await aws.createCertificateProvider({ ...provider, lambdaFunctionArn, tags });
          },
          reason: /somebody has pointed it at .*:function:acme-iot-signer/,
        },
      },
    },
  ],
};

async function functionOfOthers(aws: AwsWriter): Promise<void> {
  await roleOfOthers(aws);
  const code = { description: 'of others', handler: SIGNER_HANDLER, zip: bundle.zip };
  await aws.createFunction({ ...functionArgs, ...code, tags: {} });
}
