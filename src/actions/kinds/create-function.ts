import type { AuthorityKind } from '../../authority/authority.ts';
import type { AwsReader, AwsWriter, FunctionDescription, VpcAttachment } from '../../aws/ports/ports.ts';
import { CertprovError } from '../../errors.ts';
import { FUNCTION_DESCRIPTION, isOurFunction, RUN, type Tags } from '../../deployment/ownership.ts';
import { readSignerBundle, SIGNER_HANDLER } from '../../deployment/signer-bundle.ts';
import { waitFor } from '../../aws/wait.ts';
import { LAMBDA_ROLE_REFUSALS, onceRoleIsKnown } from '../once-role-is-known.ts';
import { beforeChange, defineAction, underKey, keptForProvider, SEES_PROVIDERS } from './define-action.ts';
import { permissions } from '../plan.ts';

export interface CreateFunctionArgs {
  readonly functionName: string;
  readonly roleArn: string;
  readonly runtime: string;
  readonly architecture: 'arm64' | 'x86_64';
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly signer: AuthorityKind;
  /** Of AWS KMS, for the environment. */
  readonly kmsKeyArn?: string | undefined;
  /** For a CA in a private network. */
  readonly vpc?: VpcAttachment | undefined;
  /** Base64 SHA-256 of the zip that was planned; the bundle on disk must still have it. */
  readonly codeSha256: string;
  readonly tags: Tags;
}

const ROLE_LIMIT_MS = 120_000;
const ACTIVE_LIMIT_MS = 120_000;

export const createFunction = defineAction<CreateFunctionArgs, { functionArn: string }>({
  kind: 'lambda:CreateFunction',
  reach: 'account',
  makes: 'function',
  permissions: {
    apply: [
      ...permissions(
        'function',
        'lambda:CreateFunction',
        'lambda:GetFunction',
        'lambda:TagResource',
        'lambda:ListTags',
      ),
      ...permissions('signer-role', 'iam:PassRole'),
    ],
    undo: [
      ...permissions('function', 'lambda:GetFunction', 'lambda:ListTags', 'lambda:DeleteFunction'),
      ...SEES_PROVIDERS,
    ],
  },

  describe: ({ functionName, runtime, architecture, memoryMb, kmsKeyArn, vpc, codeSha256 }) => ({
    target: functionName,
    meaning: [
      `${runtime} · ${architecture} · ${memoryMb} MB`,
      ...(kmsKeyArn === undefined ? [] : [underKey(kmsKeyArn)]),
      ...(vpc === undefined ? [] : [`in ${vpc.subnetIds.join(', ')}`]),
    ].join(' · '),
    detail: `code SHA-256  ${codeSha256}`,
  }),

  async apply(args, aws, { progress }) {
    const existing = await beforeChange(ofThisRun(args, aws));
    const created = existing ?? (await createOnceRoleIsKnown(args, aws, progress));
    const active = await waitUntilActive(created, aws, progress);
    if (active.codeSha256 !== args.codeSha256) {
      throw new CertprovError(
        'READ_BACK_DIFFERS',
        `AWS reports another code for ${args.functionName} than was deployed`,
        {
          fix: 'run `certprov rollback --all`, then `certprov init`',
        },
      );
    }
    return { functionArn: active.functionArn };
  },

  async undo({ functionName }, _receipt, aws) {
    const existing = await aws.describeFunction(functionName);
    if (!existing) return { outcome: 'absent' };
    if (!isOurFunction(existing)) return { outcome: 'kept', reason: 'it does not carry the tag of certprov' };
    const kept = await keptForProvider(functionName, aws);
    if (kept) return kept;
    return { outcome: (await aws.deleteFunction(functionName)) ? 'removed' : 'absent' };
  },
});

async function ofThisRun(
  { functionName, tags }: CreateFunctionArgs,
  aws: AwsReader,
): Promise<FunctionDescription | undefined> {
  const existing = await aws.describeFunction(functionName);
  if (!existing || existing.tags[RUN] === tags[RUN]) return existing;
  throw new CertprovError('AWS_CONFLICT', `the function ${functionName} exists already and is not of this run`, {
    fix: `use it as it is with --function ${functionName}, or choose another name with --create-function`,
  });
}

async function createOnceRoleIsKnown(
  args: CreateFunctionArgs,
  aws: AwsWriter,
  progress: (text: string) => void,
): Promise<FunctionDescription> {
  const { zip, codeSha256 } = await readSignerBundle(args.signer);
  if (codeSha256 !== args.codeSha256) {
    throw new CertprovError('INTERNAL', 'the signer bundle on disk is not the one that was planned');
  }
  const input = { ...args, description: FUNCTION_DESCRIPTION, handler: SIGNER_HANDLER, zip };
  const { roleArn } = args;
  return onceRoleIsKnown(() => aws.createFunction(input), {
    roleArn,
    refusals: LAMBDA_ROLE_REFUSALS,
    limitMs: ROLE_LIMIT_MS,
    progress,
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
async function waitUntilActive(
  created: FunctionDescription,
  aws: AwsWriter,
  progress: (text: string) => void,
): Promise<FunctionDescription> {
  let latest = created;
  const active = await waitFor(
    async () => {
      latest = (await aws.describeFunction(created.functionName)) ?? latest;
      if (latest.state === 'Failed') {
        throw new CertprovError(
          'FUNCTION_NOT_READY',
          `${created.functionName} failed: ${latest.stateReason ?? 'AWS gives no reason'}`,
          { fix: 'run `certprov rollback --all`, then `certprov init`' },
        );
      }
      return latest.state === 'Active' && latest.lastUpdateStatus !== 'InProgress' ? latest : undefined;
    },
    { limitMs: ACTIVE_LIMIT_MS, firstPauseMs: 60, onPause: () => progress(`the function is ${latest.state}`) },
  );
  if (!active) {
    throw new CertprovError(
      'FUNCTION_NOT_READY',
      `${created.functionName} is still ${latest.state} after two minutes`,
      {
        fix: 'in a few minutes: `certprov init`, which goes on where it stopped',
      },
    );
  }
  return active;
}
