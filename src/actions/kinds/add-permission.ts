import type { AwsReader, PolicyStatement } from '../../aws/ports/ports.ts';
import { CertprovError } from '../../errors.ts';
import { IOT_PRINCIPAL } from '../../deployment/policies/invoke-permission.ts';
import { beforeChange, defineAction, keptForProvider, SEES_PROVIDERS } from './define-action.ts';
import { permissions } from '../plan.ts';

export interface AddPermissionArgs {
  readonly functionName: string;
  readonly statementId: string;
  readonly sourceAccount: string;
  readonly sourceArn: string;
}

/** The SDK's port takes the principal as well; it is never anything else. */
export const addPermission = defineAction<AddPermissionArgs>({
  kind: 'lambda:AddPermission',
  reach: 'account',
  makes: 'permission for AWS IoT to invoke',
  permissions: {
    apply: permissions('function', 'lambda:AddPermission', 'lambda:GetPolicy'),
    undo: [...permissions('function', 'lambda:GetPolicy', 'lambda:RemovePermission'), ...SEES_PROVIDERS],
  },

  describe: ({ functionName }) => ({
    target: functionName,
    meaning: 'AWS IoT may invoke, this provider only',
  }),

  async apply(args, aws) {
    if (await beforeChange(isThere(args, aws))) return undefined;
    await aws.addPermission({ ...args, principal: IOT_PRINCIPAL });
    return undefined;
  },

  async undo(args, _receipt, aws) {
    const existing = findStatement((await aws.functionPolicy(args.functionName))?.Statement, args.statementId);
    if (!existing) return { outcome: 'absent' };
    if (!sameSource(existing, args)) return { outcome: 'kept', reason: 'somebody has changed the statement' };
    const kept = await keptForProvider(args.functionName, aws);
    if (kept) return kept;
    return { outcome: (await aws.removePermission(args.functionName, args.statementId)) ? 'removed' : 'absent' };
  },
});

async function isThere(args: AddPermissionArgs, aws: AwsReader): Promise<boolean> {
  const existing = findStatement((await aws.functionPolicy(args.functionName))?.Statement, args.statementId);
  if (!existing || sameSource(existing, args)) return existing !== undefined;
  throw new CertprovError(
    'AWS_CONFLICT',
    `${args.functionName} has another statement with the id ${args.statementId}`,
    {
      fix: `look at it with \`aws lambda get-policy --function-name ${args.functionName}\` and remove it if nobody needs it`,
    },
  );
}

const findStatement = (statements: readonly PolicyStatement[] | undefined, sid: string): PolicyStatement | undefined =>
  statements?.find((statement) => statement.Sid === sid);

/** AWS renders SourceAccount as StringEquals and SourceArn as ArnLike; key case is not promised. */
function sameSource(statement: PolicyStatement, args: AddPermissionArgs): boolean {
  const values = Object.values(statement.Condition ?? {})
    .flatMap((keys) => Object.entries(keys))
    .map(([key, value]) => `${key.toLowerCase()}=${[value].flat().join()}`)
    .toSorted();
  const wanted = [`aws:sourceaccount=${args.sourceAccount}`, `aws:sourcearn=${args.sourceArn}`];
  return values.join('\n') === wanted.join('\n');
}
