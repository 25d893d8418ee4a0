import { describe, expect, it } from 'vitest';
import { functionDescription } from '../../src/aws/function-description.ts';
import { checkSignerSettings, type DeployedSettings } from '../../src/checks/signer-settings.ts';

const ENVIRONMENT = { CERTPROV_CA_KIND: 'acm-pca', CERTPROV_VALIDITY_DAYS: '365' };
const Role = 'arn:aws:iam::000000000000:role/certprov-signer-us-east-1';
const JOURNALED: DeployedSettings = { environment: ENVIRONMENT, roleArn: Role };

/** As Lambda answers, with what somebody has changed. */
function summaries(change: object, deployed: DeployedSettings = JOURNALED): string[] {
  const configuration = {
    FunctionName: 'certprov-signer',
    FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:certprov-signer',
    Handler: 'index.handler',
    Environment: { Variables: ENVIRONMENT },
    Role,
    ...change,
  };
  const described = functionDescription(
    configuration,
    { tags: {}, reservedConcurrency: undefined },
    'lambda:GetFunction',
  );
  return checkSignerSettings(described, deployed).map(({ severity, summary }) => `${severity}: ${summary}`);
}

const told = (what: string): string[] => [
  `warning: certprov-signer is set otherwise than certprov deployed it: ${what}`,
];
const variables = (more: object) => ({ Environment: { Variables: { ...ENVIRONMENT, ...more } } });

describe('checkSignerSettings', () => {
  it('has nothing to say of a signer as it was deployed, whatever its memory and timeout', () => {
    expect(summaries({})).toEqual([]);
    expect(summaries({ MemorySize: 1024, Timeout: 10, Runtime: 'nodejs26.x', Description: 'ours' })).toEqual([]);
  });

  it('tells of what runs beside the code, or instead of it', () => {
    const Arn = 'arn:aws:lambda:us-east-1:111122223333:layer:theirs:1';
    expect(summaries({ Layers: [{ Arn, CodeSize: 1 }] })).toEqual(told('layers'));
    expect(summaries({ Handler: 'theirs.handler' })).toEqual(told('handler'));
    expect(summaries({ Role: `${Role}-of-theirs` })).toEqual(told('role'));
  });

  it('names variables, and no value', () => {
    expect(summaries(variables({ NODE_OPTIONS: '--import /opt/theirs.mjs' }))).toEqual(told('NODE_OPTIONS'));
    expect(summaries(variables({ CERTPROV_VALIDITY_DAYS: '9999' }))).toEqual(told('CERTPROV_VALIDITY_DAYS'));
    expect(summaries({ Environment: undefined })).toEqual(told('CERTPROV_CA_KIND, CERTPROV_VALIDITY_DAYS'));
  });

  it('tells without a journal of what is no setting of the signer', () => {
    expect(summaries(variables({ CERTPROV_VALIDITY_DAYS: '9999' }), {})).toEqual([]);
    expect(summaries({ ...variables({ NODE_OPTIONS: 'x' }), Role: 'another' }, {})).toEqual(told('NODE_OPTIONS'));
  });
});
