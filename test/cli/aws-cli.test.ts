import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { awsCli, nameAwsLines } from '../../src/cli/aws-cli.ts';

const iotOnly = (service: string) => (service === 'iot' ? 'http://127.0.0.1:7711' : undefined);
const WORDS = 'iot delete-certificate-provider --certificate-provider-name certprov';

it('names the Region always, and profile and endpoint where they were named', () => {
  expect(awsCli({ region: 'eu-central-1' })(WORDS)).toBe(`aws ${WORDS} --region eu-central-1`);
  expect(awsCli({ region: 'us-east-1', profile: 'prod', endpointOf: iotOnly })(WORDS)).toBe(
    `aws ${WORDS} --region us-east-1 --profile prod --endpoint-url http://127.0.0.1:7711`,
  );
});

it.skipIf(process.platform === 'win32').each(['two words', "o'clock", '$(touch x)', '`id`', 'a"b', 'a;b'])(
  'is one word for a shell, whatever the profile is called: %s',
  (profile) => {
    const line = awsCli({ region: 'us-east-1', profile })(WORDS).replace(/^aws/, String.raw`printf '%s\n'`);
    expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\n')).toContain(profile);
  },
);

it('completes the lines of a text, each with the endpoint of its own service, and none twice', () => {
  const line = awsCli({ region: 'us-east-1', profile: 'prod', endpointOf: iotOnly });
  const text = 'first `aws iot delete-thing --thing-name a`, then `aws kms enable-key --key-id k`; or `aws sso login`';
  const named =
    'first `aws iot delete-thing --thing-name a --region us-east-1 --profile prod --endpoint-url http://127.0.0.1:7711`, ' +
    'then `aws kms enable-key --key-id k --region us-east-1 --profile prod`; or `aws sso login`';
  expect(nameAwsLines(text, line)).toBe(named);
  expect(nameAwsLines(named, line)).toBe(named);
});
