import { afterAll, describe, expect, it } from 'vitest';
import { operatorPolicy, type Privileges } from '../../src/commands/policy/operator-policy.ts';
import { TASKS, type Task } from '../../src/commands/policy/reads.ts';
import type { PolicyDocument } from '../../src/aws/ports/ports.ts';
import type { RecordedRequest } from '../../src/sandbox/request-log.ts';
import type { Account } from '../e2e/account.ts';
import type { CertprovRun } from '../support/certprov.ts';
import { leavesCellEmpty, provesCell } from './matrix.ts';
import { policyColumns, type Column } from './policy/columns.ts';

const TABLE = 'Least privilege';
const WHOLE = 'exactly its policy';
const PLACE = { partition: 'aws', account: '000000000000', region: 'us-east-1' };

const { columns, ...server } = await policyColumns();
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** What nothing here can show, and why it is granted. */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  'device iot:ListProvisioningTemplates': 'listed in a terminal only',
  'look iam:ListRolePolicies': 'of a role whose own policy is gone',
  'look iam:ListAttachedRolePolicies': 'of a role whose own policy is gone',
  'iot:DescribeEndpoint': 'the sandbox has its broker in the process of certprov',
  'lambda:ListFunctions': 'init lists in a terminal only; rollback shows it',
  'init kms:ListKeys': 'listed in a terminal only',
  'init kms:ListAliases': 'listed in a terminal only',
  'look kms:ListKeys': 'listed in a terminal only',
  'look kms:ListAliases': 'listed in a terminal only',
  'lambda:GetCodeSigningConfig': 'of a function with a code signing configuration; test/e2e shows it',
  'secretsmanager:ListSecrets': 'listed in a terminal only',
};

/** What AWS asks for besides the action of the call, when tags or a role are given. */
const ASKED_WITH: Readonly<Record<string, readonly string[]>> = {
  'iam:CreateRole': ['iam:TagRole'],
  'iot:CreateCertificateProvider': ['iot:TagResource'],
  'iot:CreateProvisioningTemplate': ['iot:TagResource', 'iam:PassRole'],
  'kms:CreateKey': ['kms:TagResource'],
  'lambda:CreateFunction': ['lambda:TagResource', 'iam:PassRole'],
  'lambda:GetFunction': ['lambda:ListTags'],
  'secretsmanager:CreateSecret': ['secretsmanager:TagResource'],
};

const policyFor = ({
  tasks,
  authority,
  functionName = 'certprov-signer',
}: Pick<Column, 'tasks' | 'authority' | 'functionName'>) =>
  operatorPolicy({ place: PLACE, tasks, authority, functionName, providerName: 'certprov' } satisfies Privileges);

const actionOf = ({ service, operation }: RecordedRequest): string =>
  `${service === 'monitoring' ? 'cloudwatch' : service}:${operation === 'Invoke' ? 'InvokeFunction' : operation}`;

interface Tried {
  readonly run: CertprovRun;
  readonly calls: readonly RecordedRequest[];
  readonly account: Account;
}

/** The command on a copy of its account, whose operator may do what the policy says. */
async function tryUnder(policy: PolicyDocument, column: Column): Promise<Tried> {
  const account = column.start.copy();
  account.limit(policy);
  let run: CertprovRun | undefined;
  const requests = await account.requestsOf(async () => void (run = await account.run(column.args(account))));
  return { run: run!, account, calls: requests.filter(({ caller }) => caller?.endsWith(':user/operator')) };
}

const without = (policy: PolicyDocument, sid: string, action: string): PolicyDocument => ({
  ...policy,
  Statement: policy.Statement.flatMap((statement) => {
    if (statement.Sid !== sid) return [statement];
    const Action = [statement.Action ?? []].flat().filter((one) => one !== action);
    return Action.length === 0 ? [] : [{ ...statement, Action }];
  }),
});

const rowsOf = (policy: PolicyDocument): readonly { readonly sid: string; readonly action: string }[] =>
  policy.Statement.flatMap(({ Sid, Action }) => [Action ?? []].flat().map((action) => ({ sid: Sid!, action })));

const nameOf = ({ sid, action }: { readonly sid: string; readonly action: string }): string => `${action} (${sid})`;

const wholes = await Promise.all(
  columns.map(async (column) => {
    const policy = policyFor(column);
    return { column, policy, tried: await tryUnder(policy, column) };
  }),
);

/** By column: the rows that the command asks AWS for. */
const used = new Map(
  wholes.map(({ column, policy, tried }) => {
    const called = new Set(tried.calls.map(actionOf));
    const asked = new Set([...called].flatMap((action) => [action, ...(ASKED_WITH[action] ?? [])]));
    // GetFunction returns them where it may; what they say counts for some only.
    if (!column.asksWhose) asked.delete('lambda:ListTags');
    const rows = rowsOf(policy).filter(
      ({ sid, action }) => asked.has(action) && (!sid.startsWith('Canary') || column.hasTemporaryTemplate),
    );
    return [column.column, new Set(rows.map(nameOf))];
  }),
);

/** Whose work is part of a task. */
const PARTS: Partial<Record<Task, readonly Task[]>> = { init: ['init', 'canary', 'rollback'] };

describe('the policy of a command', () => {
  it.each(TASKS)('for %s grants nothing that no command of it asks for', (task) => {
    const parts = PARTS[task] ?? [task];
    const mine = wholes.filter(({ column }) => column.tasks.some((one) => parts.includes(one)));
    const granted = [...new Set(mine.map(({ column }) => column.authority))].flatMap((authority) =>
      rowsOf(policyFor({ tasks: [task], authority })),
    );
    const idle = granted.filter((row) => !mine.some(({ column }) => used.get(column.column)!.has(nameOf(row))));
    const isShown = (action: string): boolean => !(action in NOT_SHOWN || `${task} ${action}` in NOT_SHOWN);
    expect([...new Set(idle.map(({ action }) => action))].filter(isShown)).toEqual([]);
  });
});

describe.concurrent('with the least privilege', () => {
  for (const { column, tried } of wholes)
    provesCell({
      table: TABLE,
      row: WHOLE,
      column: column.column,
      what: '',
      isShort: true,
      prove: async () => {
        expect(tried.run.exitCode, tried.run.stderr).toBe(column.exitCode ?? 0);
        expect(tried.calls.filter(isRefused).map(actionOf)).toEqual([]);
        expect(`${tried.run.stdout}${tried.run.stderr}`).not.toContain('not authorized');
        return 'does its work';
      },
    });

  const rows = new Map(wholes.flatMap(({ policy }) => rowsOf(policy).map((row) => [nameOf(row), row])));
  for (const [index, [name, { sid, action }]] of [...rows].entries()) {
    const firstUser = wholes.find(({ column }) => used.get(column.column)!.has(name));
    for (const whole of wholes) {
      const { column, policy } = whole;
      const place = { table: TABLE, row: name, column: column.column };
      if (!rowsOf(policy).some((row) => nameOf(row) === name)) leavesCellEmpty(place, 'not in its policy');
      else if (!used.get(column.column)!.has(name)) leavesCellEmpty(place, 'not asked for');
      else
        provesCell({
          ...place,
          what: '',
          isShort: whole === firstUser && index % 3 === 0,
          prove: () => proveNamed(without(policy, sid, action), action, column),
        });
    }
  }
});

const isRefused = ({ status, errorCode }: RecordedRequest): boolean =>
  status >= 400 && /AccessDenied|NotAuthorized|Unauthorized/i.test(errorCode ?? '');

/** Without one action: an error that has it and the statement to add, or a sentence that names what was not read. */
async function proveNamed(policy: PolicyDocument, action: string, column: Column): Promise<string> {
  const { run } = await tryUnder(policy, column);
  const { error } = run.json();
  if (error?.code === 'AWS_ACCESS_DENIED') {
    expect(error, run.stderr).toMatchObject({ fix: expect.stringMatching(/\S/), details: { action } });
    if (action !== 'lambda:ListTags') expect(run.stderr).toContain(JSON.stringify(error.details['statement']));
    return 'names it, with what to add';
  }
  expect(`${run.stdout}${run.stderr}`, `exit ${run.exitCode}`).toContain(action);
  return run.exitCode === 0 ? 'goes on, and says what it could not do' : 'ends, and says what it could not do';
}
