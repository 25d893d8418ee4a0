import { expect, it } from 'vitest';
import { applyActions } from '../../src/actions/apply-actions.ts';
import { readJournals, stillMade } from '../../src/actions/journal.ts';
import { addPermission } from '../../src/actions/kinds/add-permission.ts';
import { createRole } from '../../src/actions/kinds/create-role.ts';
import { putRolePolicy } from '../../src/actions/kinds/put-role-policy.ts';
import { undoActions } from '../../src/actions/undo-actions.ts';
import { inUndoOrder } from '../../src/commands/rollback/find-made.ts';
import type { ChangingContext } from '../../src/context.ts';
import { ownTags } from '../../src/deployment/ownership.ts';
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
