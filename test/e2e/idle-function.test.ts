import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codesOf } from '../support/text.ts';
import { enabled } from './dry-run-of.ts';

describe.concurrent('a function that nobody invoked for weeks', () => {
  it('is what status says, and what the trial wakes', async () => {
    const account = enabled.copy();
    await account.run(['sandbox', 'idle', 'certprov-signer']);
    const before = await account.run(['status', '--sandbox', '--json']);
    expect(codesOf(before.json())).toContain('FUNCTION_NOT_ACTIVE');
    expect(before.exitCode).toBe(0);

    const trial = await account.run(['dry-run', '--sandbox', '--json']);
    expect(trial.json()).toMatchObject({ verdict: 'pass', invoked: true });
    expect(trial.exitCode).toBe(0);
    const after = await account.run(['status', '--sandbox', '--json']);
    expect(codesOf(after.json())).not.toContain('FUNCTION_NOT_ACTIVE');
  });

  it('is set up again by init before the switch', async () => {
    const account = enabled.copy();
    await account.run(['rollback', '--sandbox', '--yes']);
    await account.run(['sandbox', 'idle', 'certprov-signer']);
    const again = await account.run(['init', '--sandbox', '--yes', '--confirm', '000000000000/us-east-1']);
    expect(again.exitCode).toBe(0);
    expect(again.stderr + again.stdout).toContain('nobody invoked it for weeks');
  });

  it('is refused for a name that is not there', async () => {
    const { exitCode, stderr } = await enabled.copy().run(['sandbox', 'idle', 'nobody']);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('has no function nobody'),
    });
  });
});

describe('an account that may run ten functions at a time', () => {
  it('is told before the switch, by impact and by status', async () => {
    const account = enabled.copy();
    writeFileSync(join(account.home, 'sandbox', 'settings.json'), JSON.stringify({ accountConcurrency: 10 }));
    for (const command of ['status', 'impact'])
      expect(codesOf((await account.run([command, '--sandbox', '--json'])).json())).toContain('FEW_ENVIRONMENTS');
  });
});
