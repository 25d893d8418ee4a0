import { addPermission } from '../actions/kinds/add-permission.ts';
import { functionNameOf, providerArnOf, type AccountPlace } from '../aws/arn.ts';
import type { PolicyDocument } from '../aws/ports/ports.ts';
import { statementIdFor } from '../deployment/ownership.ts';
import { invokePermission, iotAccess } from '../deployment/policies/invoke-permission.ts';
import type { Step } from './step.ts';
import { jsonText } from '../terminal/json-document.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { dim } from '../terminal/style.ts';
import { table } from '../terminal/table.ts';

interface GrantInput {
  readonly place: AccountPlace;
  readonly functionArn: string;
  readonly functionExists: boolean;
  readonly providerName: string;
  /** The statement is shown when it is asked for. */
  readonly isShort: boolean;
}

/** Page 5: the rules that AWS holds a signer to, and the statement that opens the function to AWS IoT. */
export const grantInvoke: Step<GrantInput, undefined, PolicyDocument | undefined> = {
  id: 'grant-invoke',
  title: 'The rules, and the permission',

  ask: async () => undefined,

  inspect: async ({ functionArn, functionExists }, _answers, { aws }) =>
    functionExists ? aws.functionPolicy(functionArn) : undefined,

  show({ place, functionArn, providerName, isShort }, _answers, policy, output) {
    const { columns } = output;
    output.say();
    output.say(table(rules(place), { columns, indent: '  ' }));
    const isThere = iotAccess(policy, place, providerArnOf(place, providerName)) === 'scoped';
    if (isShort) {
      const state = isThere ? 'may invoke the function already' : 'will be let in to invoke the function';
      output.say(paragraph(`permission: AWS IoT ${state}, for this account and provider only.`, columns));
      return;
    }
    const introduction = isThere
      ? 'AWS IoT may invoke the function already, for this provider only:'
      : 'So that AWS IoT may invoke it, for this account and provider only (both conditions together rule out the confused deputy), it gets this statement:';
    output.say(`\n${paragraph(introduction, columns)}\n`);
    output.say(dim(jsonText(invokePermission(place, functionArn, providerName), columns, '    ')));
  },

  check: () => [],

  plan({ place, functionArn, providerName }, _answers, policy) {
    const sourceArn = providerArnOf(place, providerName);
    if (iotAccess(policy, place, sourceArn) === 'scoped') return [];
    return [
      addPermission.with({
        functionName: functionNameOf(functionArn),
        statementId: statementIdFor(providerName),
        sourceAccount: place.account,
        sourceArn,
      }),
    ];
  },
};

const rules = ({ region }: AccountPlace): readonly (readonly [string, string])[] => [
  ['5 seconds', 'AWS IoT waits no longer for the function, cold start included'],
  ['one place', `function and provider in this account and Region (${region})`],
  ['only one', 'one provider per account: whoever has it signs for everybody'],
  ['unchanged', 'subject and public key of the certificate are those of the CSR'],
  [
    'expiry',
    "AWS's own certificates last until 2049, yours until your CA says: devices must renew before that, or they can no longer connect",
  ],
];
