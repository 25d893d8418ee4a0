import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { awsCli } from '../../src/cli/aws-cli.ts';

const WORDS = 'iot delete-certificate-provider --certificate-provider-name certprov';

it('names the Region always, and profile and endpoint where they were named', () => {
  expect(awsCli({ region: 'eu-central-1' })(WORDS)).toBe(`aws ${WORDS} --region eu-central-1`);
  expect(awsCli({ region: 'us-east-1', profile: 'prod', endpoint: 'http://127.0.0.1:7711' })(WORDS)).toBe(
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
