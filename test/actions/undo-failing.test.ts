import { expect, it } from 'vitest';
import { applyActions } from '../../src/actions/apply-actions.ts';
import { readJournals, stillMade } from '../../src/actions/journal.ts';
import { addPermission } from '../../src/actions/kinds/add-permission.ts';
import { createRole } from '../../src/actions/kinds/create-role.ts';
import { putRolePolicy } from '../../src/actions/kinds/put-role-policy.ts';
import { undoActions } from '../../src/actions/undo-actions.ts';
import type { Action } from '../../src/actions/plan.ts';
import { inUndoOrder } from '../../src/commands/rollback/find-made.ts';
import type { ChangingContext } from '../../src/context.ts';
import { ownTags } from '../../src/deployment/ownership.ts';
import type { Finding } from '../../src/finding.ts';
import { ACTION_CASES } from './action-cases.ts';
import { openRun, place } from './open-run.ts';

const roleName = 'certprov-apply';
const role = createRole.with({ roleName, functionName: 'apply', tags: ownTags('20261130T000000000Z-00000000') });
const policy = putRolePolicy.with({
  roleName,
  policyName: 'sign',
  policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:Sign', Resource: '*' }] },
});
const made = async ({ home }: ChangingContext) =>
  inUndoOrder(stillMade(await readJournals(home, place.account, place.region)));

it('goes on where AWS refuses one removal, keeps what that needs, and writes the failure down', async () => {
  await using opened = await openRun(2);
  const { context } = opened.run;
  await applyActions([role, policy], opened.run);
  await opened.refuse({ operation: 'DeleteRolePolicy', kind: 'access-denied' });
  const reports = await undoActions(await made(context), context);
  expect(reports).toEqual([
    expect.objectContaining({ outcome: 'failed', reason: expect.stringContaining('DeleteRolePolicy') }),
    expect.objectContaining({ outcome: 'kept', reason: expect.stringMatching(/^the policy .* needs it/) }),
  ]);
  expect(reports[1]).not.toHaveProperty('isInUse');
  expect((await opened.written()).at(-1)).toBe('1 iam:PutRolePolicy undo-failed');
  expect(opened.seen).toContainEqual(expect.stringMatching(/^✗ remove the policy of the role certprov-apply\/sign$/));
});

it('removes a function also where its permission could not be removed, since that goes with it', async () => {
  await using opened = await openRun(3);
  const { context } = opened.run;
  const { on, action } = ACTION_CASES[addPermission.kind]![0]!;
  await applyActions([...on, action], opened.run);
  await opened.refuse({ operation: 'RemovePermission', kind: 'access-denied' });
  const reports = await undoActions(await made(context), context);
  expect(reports.map(({ outcome }) => outcome)).toEqual(['failed', 'removed', 'removed']);
});

it('goes on where something is not as it should be here, and says that it is a defect', async () => {
  await using opened = await openRun(2);
  const { context } = opened.run;
  await applyActions([role, policy], opened.run);
  const deleteRolePolicy = () => Promise.reject(new TypeError('no such thing'));
  const writer = Object.assign(Object.create(context.writer) as typeof context.writer, { deleteRolePolicy });
  const [report] = await undoActions(await made(context), { ...context, writer });
  const reason = 'the policy of the role certprov-apply/sign could not be removed: no such thing';
  expect(report).toEqual({ what: 'policy of the role certprov-apply/sign', outcome: 'failed', reason });
  expect(opened.seen).toContain(`✗ ${reason}`);
  expect(opened.seen).toContain('✗ remove the policy of the role certprov-apply/sign');
});

it('removes also what it can write nothing down about', async () => {
  await using opened = await openRun(1);
  const { context } = opened.run;
  await applyActions([role], opened.run);
  const [known] = stillMade(await readJournals(context.home, place.account, place.region));
  const before = opened.seen.length;
  const elsewhere = { ...known!, file: `${context.home}/not-there/a.jsonl` };
  expect((await undoActions([elsewhere], context))[0]).toMatchObject({ outcome: 'removed' });
  expect(opened.seen.slice(before)).toEqual([
    '✓ remove the role certprov-apply',
    expect.stringMatching(/^say .*! .*not-there/),
  ]);
  const unknown = { action: role, receipt: undefined };
  expect((await undoActions([unknown], context))[0]).toMatchObject({ outcome: 'absent' });
  expect(opened.seen.slice(before + 2)).toEqual(['! remove the role certprov-apply: it was not there']);
});

it('keeps what there is a reason for, and what that needs, and says that both are in use', async () => {
  await using opened = await openRun(2);
  const { context } = opened.run;
  await applyActions([role, policy], opened.run);
  const asked: string[] = [];
  const whyKept = async ({ kind }: Action): Promise<string | undefined> => {
    asked.push(kind);
    return kind === putRolePolicy.kind ? 'Lambda is not done with it' : undefined;
  };
  const reports = await undoActions(await made(context), context, whyKept);
  const what = 'policy of the role certprov-apply/sign';
  expect(reports).toEqual([
    { what, outcome: 'kept', reason: 'Lambda is not done with it', isInUse: true },
    { what: 'role certprov-apply', outcome: 'kept', reason: `the ${what} needs it, and is not removed`, isInUse: true },
  ]);
  expect(opened.seen).toContain(`! remove the ${what}: kept, Lambda is not done with it`);
  expect(asked).toEqual([putRolePolicy.kind]);
  expect((await opened.written()).filter((line) => line.includes('undo'))).toEqual([]);
});

it('asks once more before it believes that something was not there', async () => {
  await using opened = await openRun(2);
  const { context } = opened.run;
  await applyActions([role, policy], opened.run);
  let calls = 0;
  const deleteRolePolicy: typeof context.writer.deleteRolePolicy = (...args) =>
    calls++ === 0 ? Promise.resolve(false) : context.writer.deleteRolePolicy(...args);
  const writer = Object.assign(Object.create(context.writer) as typeof context.writer, { deleteRolePolicy });
  const [report] = await undoActions(await made(context), { ...context, writer });
  expect(report).toMatchObject({ outcome: 'removed' });
  expect(calls).toBe(2);
});

it('says of a defect what to do, and hides none of its own', async () => {
  await using opened = await openRun(2);
  const { context } = opened.run;
  await applyActions([role, policy], opened.run);
  const found: Finding[] = [];
  const output = { ...context.output, findings: (more: readonly Finding[]) => void found.push(...more) };
  const writer = Object.assign(Object.create(context.writer) as typeof context.writer, {
    deleteRolePolicy: () => Promise.reject(new TypeError('no such thing')),
  });
  await undoActions(await made(context), { ...context, writer, output });
  expect(found).toEqual([
    { severity: 'blocker', summary: expect.any(String), fix: 'remove it by hand, and report this defect' },
  ]);
  const now = (): Date => {
    throw new RangeError('no such time');
  };
  await expect(undoActions(await made(context), { ...context, now })).rejects.toThrow('no such time');
});
