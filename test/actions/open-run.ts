import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { nothingApplied, type Run } from '../../src/actions/apply-actions.ts';
import { Journal, readJournals } from '../../src/actions/journal.ts';
import { ChangesSent } from '../../src/aws/connection/changes-sent.ts';
import { openAws } from '../../src/aws/open-aws.ts';
import type { ChangingContext } from '../../src/context.ts';
import { Interrupt } from '../../src/local/interrupt.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../src/sandbox/sandbox.ts';
import type { Output } from '../../src/terminal/output.ts';
import { temporaryAccount } from '../sandbox/temporary-account.ts';

export const place = { partition: 'aws', account: SANDBOX_ACCOUNT, region: SANDBOX_REGION };

/** A run in an account of its own, what is seen of it, and how it is written down. */
export async function openRun(total: number, secrets?: Run['secrets']) {
  const account = await temporaryAccount({ settings: { roleDelayMs: 0 } });
  const changes = new ChangesSent();
  const sandbox = { ...account, ...account.credentials };
  const aws = await openAws({ sandbox, changes, pause: async () => undefined });
  const home = await mkdtemp(join(inject('scratch'), 'apply-'));
  const seen: string[] = [];
  const end = (mark: string) => (text: string) => void seen.push(`${mark} ${text.replace(/ +/g, ' ')}`);
  const output = {
    say: end('say'),
    findings: (found: readonly { readonly summary: string }[]) => found.forEach(({ summary }) => end('✗')(summary)),
    progress: () => ({ update: () => undefined, succeed: end('✓'), warn: end('!'), fail: end('✗'), clear: end('') }),
  } as unknown as Output;
  const interrupt = new Interrupt();
  const now = () => new Date();
  const context = { ...aws, home, place, now, output, interrupt, changes, propagationSeconds: 0 };
  const journal = await Journal.start('a', { home, place, now });
  const run: Run = {
    journal,
    context: context as unknown as ChangingContext,
    progress: nothingApplied(total),
    secrets,
  };
  return {
    account,
    run,
    seen,
    interrupt,
    refuse: (fault: Pick<Fault, 'operation' | 'kind'>) => account.addFault({ ...fault, times: 'always' }),
    written: async () => {
      const [read] = await readJournals(home, place.account, place.region);
      return read!.entries.map(({ index, action, state }) => `${index} ${action.kind} ${state}`);
    },
    async [Symbol.asyncDispose]() {
      await journal.close();
      aws.close();
      await account[Symbol.asyncDispose]();
    },
  };
}
