import { expect, it } from 'vitest';
import { applyActions } from '../../../src/actions/apply-actions.ts';
import { readJournals, stillMade } from '../../../src/actions/journal.ts';
import { createRole } from '../../../src/actions/kinds/create-role.ts';
import { lockFor } from '../../../src/actions/lock-account.ts';
import { canaryTemplate, type CanaryTemplate } from '../../../src/commands/canary/canary-template.ts';
import { removeLeftTemporary, removeTemporary } from '../../../src/commands/canary/remove-temporary.ts';
import { NO_LANDING_ZONE } from '../../../src/deployment/landing-zone.ts';
import { ownTags } from '../../../src/deployment/ownership.ts';
import { openRun, place } from '../../actions/open-run.ts';

const RUN_ID = '20261130T000000000Z-00000000';
const signerRole = createRole.with({ roleName: 'certprov-stays', functionName: 'stays', tags: ownTags(RUN_ID) });

/** A run that made what a canary needs and something else, and was cut off. */
async function openCutOff() {
  const opened = await openRun(3);
  const { context } = opened.run;
  const none = async function* () {};
  const reader = { listProvisioningTemplates: none };
  const template: CanaryTemplate = (await canaryTemplate(RUN_ID, { ...context, reader }, NO_LANDING_ZONE))!;
  await applyActions([signerRole, ...template.temporary], opened.run);
  const left = async () =>
    stillMade(await readJournals(context.home, place.account, place.region)).map(({ action }) => action.kind);
  return { ...opened, context, template, left };
}

it('removes what a canary has left, that alone, and lets go of the account', async () => {
  await using cutOff = await openCutOff();
  const { context, left } = cutOff;
  expect(await left()).toHaveLength(3);
  expect(await removeLeftTemporary(context)).toBe(true);
  expect(await left()).toEqual([createRole.kind]);
  expect(cutOff.seen.slice(-2)).toEqual([
    '✓ remove the provisioning template certprov-canary',
    '✓ remove the role certprov-canary-us-east-1',
  ]);
  const unlock = await lockFor('init', context);
  unlock();
  expect(await removeLeftTemporary(context)).toBe(false);
});

it('lets go of the account also where AWS refuses to remove it', async () => {
  await using cutOff = await openCutOff();
  const { context, left } = cutOff;
  await cutOff.refuse({ operation: 'DeleteProvisioningTemplate', kind: 'access-denied' });
  expect(await removeLeftTemporary(context)).toBe(true);
  expect(await left()).toHaveLength(3);
  const unlock = await lockFor('init', context);
  unlock();
});

it('goes on to the end where the command is stopped meanwhile', async () => {
  await using cutOff = await openCutOff();
  cutOff.interrupt.request();
  expect(await removeLeftTemporary(cutOff.context)).toBe(true);
  expect(await cutOff.left()).toEqual([createRole.kind]);
});

it('leaves the account to whoever holds it', async () => {
  await using cutOff = await openCutOff();
  const { context, left } = cutOff;
  const unlock = await lockFor('rollback', context);
  await expect(removeLeftTemporary(context)).rejects.toMatchObject({
    code: 'STATE_LOCKED',
    aftermath: 'the init has changed nothing',
  });
  expect(await left()).toHaveLength(3);
  unlock();
});

it('removes with a run what was made for its canary, and nothing where it made nothing', async () => {
  await using cutOff = await openCutOff();
  const { context, template, left } = cutOff;
  await removeTemporary(undefined, context);
  await removeTemporary({ ...template, temporary: [] }, context);
  expect(await left()).toHaveLength(3);
  await removeTemporary(template, context);
  expect(await left()).toEqual([createRole.kind]);
});
