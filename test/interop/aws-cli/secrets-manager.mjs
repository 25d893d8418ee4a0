import { deepEqual, equal, match } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';

const VALUE = '{"token":"Grüße & 100 %"}';
const ON = ['--secret-id', 'ca/token'];

export async function secretsManager(aws, scenarios, account) {
  const call = (name, ...args) => aws.call(['secretsmanager', name, ...args]);
  const refusal = async (name, ...args) => (await aws.refusal(['secretsmanager', name, ...args])).code;

  await scenarios.run('a secret is created, read by its names, changed, and its former value kept', async () => {
    const more = ['--description', 'für die CA', '--tags', 'Key=team,Value=iot & co'];
    const { ARN, VersionId } = await call('create-secret', '--name', 'ca/token', '--secret-string', VALUE, ...more);
    match(ARN, /^arn:aws:secretsmanager:us-east-1:000000000000:secret:ca\/token-[A-Za-z0-9]{6}$/);
    for (const name of ['ca/token', ARN, ARN.slice(0, -7)]) {
      const read = await call('get-secret-value', '--secret-id', name);
      equal(read.SecretString, VALUE);
      equal(read.VersionId, VersionId);
    }
    equal(await refusal('create-secret', '--name', 'ca/token', '--secret-string', VALUE), 'ResourceExistsException');

    const path = account.path('secret.bin');
    writeFileSync(path, Buffer.from([0, 255, 10, 128]));
    const put = await call('put-secret-value', ...ON, '--secret-binary', `fileb://${path}`);
    equal((await call('get-secret-value', ...ON)).SecretBinary, 'AP8KgA==');
    equal((await call('get-secret-value', ...ON, '--version-stage', 'AWSPREVIOUS')).SecretString, VALUE);
    const described = await call('describe-secret', ...ON);
    equal(described.Description, 'für die CA');
    deepEqual(described.Tags, [{ Key: 'team', Value: 'iot & co' }]);
    deepEqual(described.VersionIdsToStages, { [VersionId]: ['AWSPREVIOUS'], [put.VersionId]: ['AWSCURRENT'] });
  });

  await scenarios.run('secrets are listed, page by page too', async () => {
    for (const name of ['list/a', 'list/b', 'list/c']) await call('create-secret', '--name', name);
    const list = ['list-secrets', '--filters', 'Key=name,Values=list/', '--query', 'SecretList[].Name'];
    const names = await call(...list);
    deepEqual(names.toSorted(), ['list/a', 'list/b', 'list/c']);
    deepEqual(await call(...list, '--page-size', '2'), names);
  });

  await scenarios.run('a secret is marked for deletion, restored, and removed at once', async () => {
    await call('delete-secret', ...ON, '--recovery-window-in-days', '7');
    equal(await refusal('get-secret-value', ...ON), 'InvalidRequestException');
    equal(await refusal('create-secret', '--name', 'ca/token'), 'InvalidRequestException');
    await call('restore-secret', ...ON);
    equal((await call('get-secret-value', ...ON)).Name, 'ca/token');
    await call('delete-secret', ...ON, '--force-delete-without-recovery');
    equal(await refusal('get-secret-value', ...ON), 'ResourceNotFoundException');
  });

  await scenarios.run('sandbox info names what there is, and tells no value', async () => {
    await call('create-secret', '--name', 'shown', '--secret-string', VALUE);
    const { stdout } = await account.certprov(['sandbox', 'info']);
    match(stdout, /\nSigning keys:\n/);
    match(stdout, /\nSecrets:\n[^]*\n {2}shown\n/);
    equal(stdout.includes('Grüße'), false);
  });
}
