import { expect } from 'vitest';
import { type Account, mutating, ROLLBACK, ROLLBACK_ALL } from '../e2e/account.ts';
import type { CertprovRun } from '../support/certprov.ts';
import { regionOf } from '../e2e/walk.ts';
import type { ChangingCommand } from './crash-commands.ts';
import { isFullForm } from './matrix.ts';
import { contentsOf, isPending } from './points.ts';

type Prove = (left: Account) => Promise<void>;

/** What has to hold in every state that a killed command can leave. */
export class CrashProofs {
  readonly #command: ChangingCommand;
  /** The account after a run that nobody killed. */
  readonly #done: Account;
  readonly #proved = new Map<number, Promise<string>>();

  constructor(command: ChangingCommand, done: Account) {
    this.#command = command;
    this.#done = done;
  }

  /** Each state once; in the short form by one proof, whose turn it is. */
  prove(left: Account, nth: number, turn: number): Promise<string> {
    const known = this.#proved.get(nth) ?? this.#prove(left, turn);
    this.#proved.set(nth, known);
    return known;
  }

  async #prove(left: Account, turn: number): Promise<string> {
    const proofs: readonly (readonly [string, Prove])[] = [
      ['goes on', (account) => this.#goesOn(account)],
      ['removes all', (account) => this.#removesAll(account)],
      ['status is true', (account) => this.#isStatusTrue(account)],
      ['gives back', (account) => this.#givesBack(account)],
    ];
    const wanted = isFullForm ? proofs : [proofs[turn % proofs.length]!];
    for (const [, prove] of wanted) await prove(left.copy());
    return isFullForm ? 'held' : wanted.map(([name]) => name).join(', ');
  }

  async #isStatusTrue(account: Account): Promise<void> {
    const before = await account.snapshot();
    const run = await account.run(['status', '--sandbox', '--json']);
    expect([0, 3], run.stderr).toContain(run.exitCode);
    const [provider] = Object.values((await regionOf(account)).certificateProviders);
    expect(run.json()).toMatchObject({
      signing: provider ? 'self-managed' : 'aws-managed',
      provider: provider ? { lambdaFunctionArn: provider.lambdaFunctionArn } : null,
    });
    expect(await account.snapshot()).toEqual(before);
  }

  /** The same command again comes to the same end, and makes nothing twice. */
  async #goesOn(account: Account): Promise<void> {
    const { args, again = args, makesTemporary = false, grows, refusedOnceMade } = this.#command;
    const run = await account.run(again(account));
    const { error } = run.json();
    if (refusedOnceMade !== undefined && error !== undefined)
      expect(error).toMatchObject({ code: refusedOnceMade, fix: expect.stringContaining('certprov ca delete') });
    // Who wants no canary gets none, and is told that nobody has proven the switch.
    else if (run.json()['alreadyOn'] === true && args(account).includes('--no-canary'))
      expect(run.json(), shown(run)).toMatchObject({ status: { proof: { state: 'unproven' }, signer: 'unproven' } });
    else expect(run.exitCode, shown(run)).toBe(0);
    expect(await contentsOf(account, grows)).toBe(await contentsOf(this.#done, grows));
    expect(madeOnce(account, makesTemporary)).toEqual(madeOnce(this.#done, makesTemporary));
  }

  async #givesBack(account: Account): Promise<void> {
    await expectReturned(account, ROLLBACK);
    expect((await regionOf(account)).certificateProviders).toEqual({});
  }

  async #removesAll(account: Account): Promise<void> {
    const { before, restored = before, stays = [] } = this.#command;
    await expectReturned(account, ROLLBACK_ALL);
    expect(await without(account, stays)).toEqual(await without(restored, stays));
  }
}

/** Exit 0 and AWS signs, and a second time changes nothing. */
async function expectReturned(account: Account, rollback: readonly string[]): Promise<void> {
  const run = await account.run(rollback);
  expect(run.exitCode, shown(run)).toBe(0);
  expect(run.json()).toMatchObject({ signing: 'aws-managed' });
  if (!isFullForm) return;
  const after = await account.snapshot();
  const requests = await account.requestsOf(async () => {
    const second = await account.run(rollback);
    expect(second.exitCode, shown(second)).toBe(0);
    expect(second.json()).toMatchObject({ signing: 'aws-managed', rolledBack: false });
  });
  expect(mutating(requests)).toEqual([]);
  expect(await account.snapshot()).toEqual(after);
}

const shown = ({ stderr, stdout }: CertprovRun): string => `${stderr}\n${stdout}`;

/** Calls that made something that stays, each as often as AWS carried it out since the account was new. */
function madeOnce(account: Account, makesTemporary: boolean): string[] {
  const done = account.requests().filter(({ status }) => status < 300 && status > 0);
  const made = done
    .map(({ operation }) => operation)
    .filter((operation) => /^(Create|AddPermission)/.test(operation))
    .filter((operation) => !/Claim|CertificateFromCsr/.test(operation))
    .filter((operation) => !makesTemporary || !/Role|ProvisioningTemplate/.test(operation));
  // A switch that was stopped before its proof was taken back, and is made again.
  for (const { operation } of done)
    if (operation === 'DeleteCertificateProvider') made.splice(made.indexOf('CreateCertificateProvider'), 1);
  return made.toSorted();
}

/** Without such members, and without certificates that AWS forgets by itself: a canary cut short by a second signal leaves one. */
async function without(account: Account, members: readonly string[]): Promise<object> {
  const snapshot = JSON.parse(
    JSON.stringify(await account.snapshot(), (_key, value: unknown) => (isPending(value) ? undefined : value)),
  ) as { roles: object; regions: Record<string, Record<string, object>> };
  const regions = Object.entries(snapshot.regions).map(([name, region]) => {
    const kept = Object.entries(region).filter(([member]) => !members.includes(member));
    return [name, Object.fromEntries(kept)] as const;
  });
  return { ...snapshot, regions: Object.fromEntries(regions) };
}
