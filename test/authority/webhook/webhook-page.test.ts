import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { webhookSignature } from '../../../src/authority/webhook/webhook.ts';
import { packageRoot } from '../../../src/local/package-root.ts';

describe('docs/webhook.md', () => {
  it('has a worked example that a shell and the signer agree with', async () => {
    const page = await readFile(join(packageRoot(), 'docs', 'webhook.md'), 'utf8');
    const command = /```sh\n(key=.*?)```/s.exec(page)?.[1] ?? '';
    const said = /x-certprov-signature: (v1=[\da-f]{64})/.exec(page)?.[1];
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    expect(`v1=${stdout.trim().split(' ').at(-1)}`).toBe(said);
    const variable = (name: string) => new RegExp(`^${name}='(.*)'$`, 'm').exec(command)?.[1] ?? '';
    expect(webhookSignature(variable('key'), variable('timestamp'), Buffer.from(variable('body')))).toBe(said);
  });
});
