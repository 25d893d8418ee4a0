import { expect, it } from 'vitest';
import { applyActions, type Run } from '../../src/actions/apply-actions.ts';
import { readJournals, stillMade } from '../../src/actions/journal.ts';
import { createFunction } from '../../src/actions/kinds/create-function.ts';
import { createRole } from '../../src/actions/kinds/create-role.ts';
import { createSecret } from '../../src/actions/kinds/create-secret.ts';
import { putRolePolicy } from '../../src/actions/kinds/put-role-policy.ts';
import { undoActions } from '../../src/actions/undo-actions.ts';
import { inUndoOrder } from '../../src/commands/rollback/find-made.ts';
import { ownTags } from '../../src/deployment/ownership.ts';
import { ACTION_CASES } from './action-cases.ts';
import { openRun, place } from './open-run.ts';

const tags = ownTags('20261130T000000000Z-00000000');
const roleName = 'certprov-apply';
const statement = { Effect: 'Allow', Action: 'kms:Sign', Resource: '*' } as const;
const role = createRole.with({ roleName, functionName: 'certprov-apply', tags });
const policy = putRolePolicy.with({
  roleName,
  policyName: 'sign',
  policy: { Version: '2012-10-17', Statement: [statement] },
});
const secret = createSecret.with({ secretName: 'certprov/apply', holds: 'credentials', tags });

it('numbers the actions of a run through, in whatever parts they come', async () => {
  await using opened = await openRun(2);
  const { run, seen, written } = opened;
  expect(await applyActions([role], run)).toEqual([{ roleArn: expect.stringMatching(/:role\/certprov-apply$/) }]);
  expect(run.progress).toEqual({ applied: 1, unsure: 0, total: 2 });
  await applyActions([policy], run);
  expect(await written()).toEqual([
    '0 iam:CreateRole started',
    '0 iam:CreateRole applied',
    '1 iam:PutRolePolicy started',
    '1 iam:PutRolePolicy applied',
  ]);
  expect(run.progress).toEqual({ applied: 2, unsure: 0, total: 2 });
  expect(seen).toEqual(['✓ iam:CreateRole certprov-apply', '✓ iam:PutRolePolicy certprov-apply/sign']);
});

it('closes the intent of what AWS refused, and tries nothing behind it', async () => {
  await using opened = await openRun(2);
  const { run, seen, written } = opened;
  await opened.refuse({ operation: 'CreateRole', kind: 'access-denied' });
  await expect(applyActions([role, policy], run)).rejects.toMatchObject({ code: 'AWS_ACCESS_DENIED' });
  expect(await written()).toEqual(['0 iam:CreateRole started', '0 iam:CreateRole refused']);
  expect(run.progress).toEqual({ applied: 0, unsure: 0, total: 2 });
  expect(seen).toEqual(['✗ iam:CreateRole certprov-apply']);
});

it('leaves the intent open of what AWS may have done', async () => {
  await using opened = await openRun(1);
  await opened.refuse({ operation: 'CreateRole', kind: 'drop-after' });
  await expect(applyActions([role], opened.run)).rejects.toMatchObject({ code: expect.stringMatching(/^AWS_/) });
  expect(await opened.written()).toEqual(['0 iam:CreateRole started']);
  expect(opened.run.progress).toEqual({ applied: 0, unsure: 1, total: 1 });
});

it('closes the intent of what never left, whatever kept it', async () => {
  await using opened = await openRun(1);
  await expect(applyActions([secret], opened.run)).rejects.toThrow('there is no value for the secret certprov/apply');
  expect(await opened.written()).toEqual([
    '0 secretsmanager:CreateSecret started',
    '0 secretsmanager:CreateSecret refused',
  ]);
  expect(opened.run.progress).toEqual({ applied: 0, unsure: 0, total: 1 });
});

it('hands an action the secret of its name', async () => {
  await using opened = await openRun(1, new Map([['certprov/apply', '"ours"']]));
  await applyActions([secret], opened.run);
  expect(opened.run.progress).toEqual({ applied: 1, unsure: 0, total: 1 });
});

it('sends nothing whose intent cannot be written down', async () => {
  await using opened = await openRun(1);
  const { run } = opened;
  await run.journal.close();
  await expect(applyActions([role], run)).rejects.toMatchObject({ code: 'STATE_UNWRITABLE' });
  expect(run.context.changes.count).toBe(0);
  expect(run.progress).toEqual({ applied: 0, unsure: 0, total: 1 });
  expect(opened.seen).toEqual(['✗ iam:CreateRole certprov-apply']);
});

it('stops behind the action that was under way', async () => {
  await using opened = await openRun(2);
  const { run, interrupt } = opened;
  const stopping = { ...run, secrets: { get: () => (interrupt.request(), '"ours"') } as unknown as Run['secrets'] };
  await expect(applyActions([secret, role], stopping)).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(run.progress).toEqual({ applied: 1, unsure: 0, total: 2 });
  expect(await opened.written()).toEqual([
    '0 secretsmanager:CreateSecret started',
    '0 secretsmanager:CreateSecret applied',
  ]);
});

it('writes down what was taken back, and nothing of what stays', async () => {
  const caKey = createSecret.with({ secretName: 'certprov/apply', holds: 'ca-key', tags });
  await using opened = await openRun(2, new Map([['certprov/apply', '"ours"']]));
  const { run, seen } = opened;
  await applyActions([role, caKey], run);
  const made = stillMade(await readJournals(run.context.home, place.account, place.region));
  const reports = await undoActions(made, run.context);
  expect(reports.map(({ what, outcome }) => `${what} ${outcome}`)).toEqual([
    'secret certprov/apply kept',
    'role certprov-apply removed',
  ]);
  expect(reports.map(({ reason }) => reason === undefined)).toEqual([false, true]);
  expect(seen.slice(2)).toEqual([
    expect.stringMatching(/^! remove the secret certprov\/apply: kept, it holds the key of your CA/),
    '✓ remove the role certprov-apply',
  ]);
  expect((await opened.written()).slice(4)).toEqual(['0 iam:CreateRole undone']);

  const again = await undoActions([made[1]!], run.context);
  expect(again).toEqual([{ what: 'role certprov-apply', outcome: 'absent' }]);
  expect(seen.at(-1)).toBe('! remove the role certprov-apply: it was not there');
});

it('keeps what something that is kept needs', async () => {
  await using opened = await openRun(2);
  const { run, seen } = opened;
  const { on, action, others } = ACTION_CASES[createFunction.kind]![0]!;
  await applyActions([...on, action], run);
  await others['a function that a provider uses']!.by(run.context.writer);
  const made = stillMade(await readJournals(run.context.home, place.account, place.region));
  const reports = await undoActions(inUndoOrder(made), run.context);
  expect(reports.map(({ outcome }) => outcome)).toEqual(['kept', 'kept']);
  expect(seen.at(-1)).toBe(
    '! remove the role certprov-undo: kept, the function certprov-undo needs it, and is not removed',
  );
});
