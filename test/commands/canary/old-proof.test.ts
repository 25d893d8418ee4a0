import { IoTClient, ListTagsForResourceCommand, TagResourceCommand } from '@aws-sdk/client-iot';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../../e2e/account.ts';
import { closeToIot } from '../../e2e/iot-permission.ts';

const STATUS = ['status', '--sandbox', '--json'];
const CANARY = ['canary', '--sandbox', '--json'];
const ARN = 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov';

let proven: Account;
beforeAll(async () => {
  proven = await Account.enabled();
});

/** Not green, and why. */
async function expectUnproven(machine: Account): Promise<void> {
  const run = await machine.run(STATUS);
  expect(run.exitCode, run.stdout).toBe(3);
  expect(run.json()).toMatchObject({
    findings: expect.arrayContaining([expect.objectContaining({ code: 'SWITCH_UNPROVEN' })]),
    proof: { state: 'unproven', reason: 'refused-once', by: 'user/operator' },
  });
}

describe.concurrent('an old proof', () => {
  it.each([
    ['killed', 'SIGKILL', null, /canary ready/],
    ['stopped', 'SIGINT', 130, /AWS IoT refused this canary before it was stopped, so that the switch counts as not/],
  ] as const)('is none any more once a canary was refused that was then %s', async (_how, signal, exitCode, text) => {
    const account = proven.copy();
    await account.fault({ operation: 'CreateCertificateFromCsrMqtt', kind: 'error-500' });
    await account.fault({ operation: 'CreateCertificateFromCsrMqtt', kind: 'hang' });
    const started = account.start(CANARY);
    await expect.poll(() => account.journalText(), { timeout: 30_000 }).toContain('"reason":"refused-once"');
    started.kill(signal);
    const run = await started.done;
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toMatch(text);
    account.mend();
    for (const machine of [account, account.withoutJournal()]) await expectUnproven(machine);
    expect((await account.run(CANARY)).exitCode).toBe(0);
    expect((await account.withoutJournal().run(STATUS)).json()).toMatchObject({ proof: { state: 'proven' } });
  });

  it('says before and behind the canary that other machines go on reading the old proof', async () => {
    const account = proven.copy();
    await account.elsewhere(closeToIot);
    account.deny('iot:TagResource');
    const run = await account.run([...CANARY, '--no-auto-rollback']);
    expect(run.exitCode, run.stderr).toBe(3);
    const said = run.stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain('user/operator may not do all of the canary: iot:TagResource');
    expect(run.stderr.indexOf('iot:TagResource')).toBeLessThan(run.stderr.indexOf('canary ready'));
    expect(
      said.match(/OTHER MACHINES GO ON READING ON THE PROVIDER that it was proven 2\S+ \S+ UTC by user\/operator/g),
    ).toHaveLength(1);
    expect(run.json().error).toMatchObject({
      code: 'CANARY_FAILED',
      aftermath: expect.stringContaining('other machines do not learn of it'),
      details: { returned: false, verdictOnProvider: false },
    });
  });

  it('of another machine says whose word it is, and has no tick when it is old', async () => {
    const other = proven.withoutJournal();
    const { stdout } = await other.run(['status', '--sandbox']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/✓ proof .* by user\/operator · serial \w+ · as the provider says/);
    const { tags } = (await other.elsewhere((client) =>
      new IoTClient(client).send(new ListTagsForResourceCommand({ resourceArn: ARN })),
    )) as { readonly tags?: readonly { readonly Key?: string; readonly Value?: string }[] };
    const tag = tags?.find(({ Key }) => Key === 'certprov:proof')?.Value ?? '';
    const old = new Date(Date.now() - 40 * 86_400_000).toISOString();
    await other.elsewhere((client) =>
      new IoTClient(client).send(
        new TagResourceCommand({
          resourceArn: ARN,
          tags: [{ Key: 'certprov:proof', Value: tag.replace(/at:\S+/, `at:${old}`) }],
        }),
      ),
    );
    const later = await other.run(['status', '--sandbox']);
    expect(later.exitCode).toBe(0);
    expect(later.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /– proof .*by user\/operator.* ago: npx certprov canary --sandbox/,
    );
    expect(later.stdout).not.toContain('✓ proof');
  });
});
