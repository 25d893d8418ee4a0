import { describe, expect, it } from 'vitest';
import type { RecordedRequest } from '../../src/sandbox/request-log.ts';
import { Account, UNATTENDED } from '../e2e/account.ts';
import { STATUS_READS } from '../e2e/status-reads.ts';
import { provesCell, type Proof } from './matrix.ts';

const EFFECTS = ['CreateRole', 'PutRolePolicy', 'CreateFunction', 'AddPermission', 'CreateCertificateProvider'];
const ROLLBACK_ALL = ['rollback', '--all', '--sandbox', '--yes', '--wait', '0'];

interface OperatorCall extends Pick<RecordedRequest, 'service' | 'operation'> {
  /** How many calls of the same operation came before. */
  readonly skip: number;
  /** How much of the plan AWS had done by then. */
  readonly effectsBefore: number;
}

/** Every call that the operator makes in a run that ends well; those of the function are made with its own role. */
async function operatorCalls(seeded: Account): Promise<OperatorCall[]> {
  const account = seeded.copy();
  const requests = await account.requestsOf(() => account.run(UNATTENDED));
  const calls = requests.filter(({ caller }) => caller?.endsWith(':user/operator'));
  return calls.map(({ service, operation, status }, i) => {
    const before = calls.slice(0, i);
    return {
      service,
      operation,
      skip: before.filter((earlier) => earlier.operation === operation && earlier.service === service).length,
      effectsBefore: before.filter((earlier) => EFFECTS.includes(earlier.operation) && earlier.status < 400).length,
      status,
    };
  });
}

const seeded = await Account.seeded();
const calls = await operatorCalls(seeded);

/** A run in which this call is refused, and by default every later one like it. */
async function deniedFrom({ service, operation, skip }: OperatorCall, times: 1 | 'always' = 'always') {
  const account = seeded.copy();
  await account.fault({ service, operation, skip, kind: 'access-denied', times });
  return { account, run: await account.run([...UNATTENDED, '--json']) };
}

/** Whom the switch touches: a page that says less without a permission, and stops nobody. */
const IMPACT_READS = [
  'iot:ListPolicies',
  'iot:GetPolicy',
  'iot:ListTargetsForPolicy',
  'iot:ListAttachedPolicies',
  'iot:ListCACertificates',
  'iot:DescribeCACertificate',
  'iot:DescribeProvisioningTemplate',
  'monitoring:GetMetricData',
  'cloudtrail:LookupEvents',
  'lambda:GetAccountSettings',
];

/** Of the looks at the templates the second one is about whom the switch touches. */
const isOfImpact = ({ service, operation, skip, effectsBefore }: OperatorCall): boolean =>
  effectsBefore === 0 &&
  (IMPACT_READS.includes(`${service}:${operation}`) || (operation === 'ListProvisioningTemplates' && skip === 1));

/** The first one looks for a template that the canary could use, and it can make its own. */
const isOfCanary = ({ operation, skip }: OperatorCall): boolean =>
  operation === 'ListProvisioningTemplates' && skip === 0;

/** Page 1 has a line on it; whether devices are served does not hang on who may read it. */
const isOfKey = ({ operation, effectsBefore }: OperatorCall): boolean =>
  operation === 'DescribeEncryptionConfiguration' && effectsBefore === 0;

describe.concurrent('init when a permission is missing', () => {
  it('is tried at every call that it makes', () => {
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.filter(({ operation }) => EFFECTS.includes(operation)).map(({ operation }) => operation)).toEqual(
      EFFECTS,
    );
  });

  // Behind the switch the first look at the policy asks whether the permission names the provider as AWS does, which the
  // canary decides anyway.
  const switched = calls.filter(({ effectsBefore }) => effectsBefore === EFFECTS.length);
  const optional = switched.filter((call) => STATUS_READS.includes(call.operation));
  const ofImpact = calls.filter(isOfImpact);
  const ofRights = calls.filter(({ operation }) => operation === 'SimulatePrincipalPolicy');
  const ofCanary = calls.filter((call) => (isOfCanary(call) || isOfKey(call)) && !optional.includes(call));
  const aside = [...optional, ...ofImpact, ...ofRights, ...ofCanary];
  const needed = calls.filter((call) => !aside.includes(call));

  const place = { table: 'AWS misbehaving', row: 'access denied', column: 'init' } as const;
  const cell = (call: OperatorCall, prove: Proof['prove']): void =>
    provesCell({ ...place, what: `${call.service}:${call.operation}, call ${call.skip} of it`, isShort: true, prove });

  for (const call of needed) {
    const { service, operation, effectsBefore } = call;
    cell(call, async () => {
      const { account, run } = await deniedFrom(call);
      expect(run.exitCode).toBe(1);
      const { error } = run.json();
      const action = `${service}:${operation}`.replace('Invoke', 'InvokeFunction');
      expect(error).toMatchObject({
        code: 'AWS_ACCESS_DENIED',
        message: expect.stringContaining(action),
        fix: expect.stringContaining('user/operator'),
        details: {
          action,
          policyType: 'identity-based',
          statement: { Effect: 'Allow', Action: action, Resource: expect.anything() },
        },
        aftermath: expect.stringMatching(AFTERMATH[effectsBefore]!),
      });
      // What IAM takes in a policy: `*` or ARNs, of a role that may have a path two.
      const { Resource } = error!.details['statement'] as { readonly Resource: string | readonly string[] };
      for (const resource of [Resource].flat()) expect(resource).toMatch(/^(?:\*$|arn:aws:)/);
      expect(run.stderr).toContain(JSON.stringify(error!.details['statement']));
      account.mend();
      expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
      expect(await account.snapshot()).toEqual(await seeded.snapshot());
      return 'names the action, and goes back';
    });
  }

  for (const call of ofImpact) {
    const { operation } = call;
    cell(call, async () => {
      // Once: what comes later may need it.
      const { run } = await deniedFrom(call, 1);
      expect(run.exitCode).toBe(0);
      expect((run.json() as { impact?: { findings: object[] } }).impact?.findings).toContainEqual(
        expect.objectContaining({ code: 'IMPACT_INCOMPLETE', fix: expect.stringContaining(operation) }),
      );
      return 'goes on, and names what it could not read';
    });
  }

  for (const call of ofRights) {
    const { operation } = call;
    cell(call, async () => {
      const { run } = await deniedFrom(call);
      expect(run.exitCode).toBe(0);
      const { rights, findings } = run.json() as unknown as { rights: { unknown: object[] }; findings: object[] };
      expect(rights.unknown).toContainEqual(expect.objectContaining({ reason: expect.stringContaining(operation) }));
      expect(findings).toContainEqual(expect.objectContaining({ code: 'RIGHTS_UNKNOWN' }));
      return 'goes on, and says which rights are not known';
    });
  }

  for (const call of [...optional, ...ofCanary]) {
    const { operation } = call;
    cell(call, async () => {
      const { run } = await deniedFrom(call);
      expect(run.exitCode).toBe(0);
      expect(run.json()['findings']).toContainEqual(
        expect.objectContaining({ code: 'STATUS_INCOMPLETE', summary: expect.stringContaining(operation) }),
      );
      return 'goes on, and names what it could not read';
    });
  }
});

/** By how much was done: a sentence that is true. */
const AFTERMATH: Readonly<Record<number, RegExp>> = {
  0: /^nothing (was changed|that affects devices was done · 0 of 5 actions applied)/,
  1: /^nothing that affects devices was done · 1 of 5 actions applied/,
  2: /^nothing that affects devices was done · 2 of 5 actions applied/,
  3: /^nothing that affects devices was done · [23] of 5 actions applied/,
  4: /^nothing that affects devices was done · 4 of 5 actions applied/,
  5: /^(the switch was (made|under way, and may have been made)|self-managed signing is on)/,
};
