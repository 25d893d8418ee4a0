import { expect, it } from 'vitest';
import type { Action, ApplyTools } from '../../src/actions/plan.ts';
import { ACTION_KINDS, actionKind } from '../../src/actions/registry.ts';
import { type Aws, openAws } from '../../src/aws/open-aws.ts';
import type { AwsWriter } from '../../src/aws/ports/ports.ts';
import { temporaryAccount } from '../sandbox/temporary-account.ts';
import { ACTION_CASES } from './action-cases.ts';

const CASES = ACTION_KINDS.flatMap(({ kind }) => (ACTION_CASES[kind] ?? []).map((one) => ({ kind, ...one })));

/** What differs from run to run, or is megabytes. */
const plain = (_name: string, value: unknown): unknown => {
  if (value instanceof Uint8Array || (value as { type?: unknown } | null)?.type === 'Buffer') return '(octets)';
  if (typeof value !== 'string') return value;
  return value
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '(id)')
    .replace(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/, '(time)')
    .replace(/^[A-Za-z0-9+/]{43}=$/, '(hash)')
    .replace(/certprov\/\d+\.\d+\.\d+/g, 'certprov/(version)');
};

/** The port as it is, and what was asked of it. */
function heard(writer: AwsWriter, lines: string[]): AwsWriter {
  return new Proxy(writer, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name);
      if (typeof own !== 'function') return own;
      return (...given: unknown[]): unknown => {
        lines.push(`    ${String(name)} ${given.map((one) => JSON.stringify(one, plain)).join(', ')}`);
        return Reflect.apply(own, target, given);
      };
    },
  });
}

async function spoken({ kind, as, on, action }: (typeof CASES)[number]): Promise<string> {
  await using account = await temporaryAccount({ settings: { roleDelayMs: 0, functionPendingMs: 0 } });
  const aws: Aws = await openAws({ sandbox: { ...account, ...account.credentials }, pause: async () => undefined });
  const lines: string[] = [];
  const tools: ApplyTools = {
    progress: (text) => lines.push(`    says ${text}`),
    secretValue: (name) => JSON.stringify(name),
    askAgain: (ask) => ask(),
  };
  const apply = (one: Action, writer: AwsWriter) => actionKind(one).apply(one.args, writer, tools);
  try {
    for (const one of on) await apply(one, aws.writer);
    lines.length = 0;
    const writer = heard(aws.writer, lines);
    const own = actionKind(action);
    const { reach, makes, permissions } = own;
    const { target, meaning } = own.describe(action.args);
    const receipts = [];
    for (const time of ['applied', 'applied again']) {
      lines.push(`  ${time}`);
      receipts.push(await apply(action, writer).catch((error: Error) => error.message));
    }
    lines.push('  undone');
    const outcome = await actionKind(action).undo(action.args, receipts[0], writer);
    const needs = (list: (typeof permissions)['apply']) => list.map((one) => `${one.action} on ${one.on}`).join(', ');
    return [
      `${kind}${as === undefined ? '' : ` ${as}`}: ${target}${meaning ? ` (${meaning})` : ''}`,
      `  reaches the ${reach}, makes ${makes ?? 'nothing'}`,
      `  to apply ${needs(permissions.apply)}`,
      `  to undo ${needs(permissions.undo)}`,
      ...lines,
      `  gives ${JSON.stringify(receipts, plain)}, ${JSON.stringify(outcome, plain)}`,
    ].join('\n');
  } finally {
    aws.close();
  }
}

it('says and asks of AWS, for every kind of action, what it did before', async () => {
  const all: string[] = [];
  for (const one of CASES) all.push(await spoken(one));
  await expect(`${all.join('\n')}\n`).toMatchFileSnapshot('spoken.txt');
});
