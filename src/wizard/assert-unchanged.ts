import { functionNameOf, providerArnOf } from '../arn.ts';
import type { FunctionDescription } from '../aws/ports.ts';
import { isBlocked } from '../checks/finding.ts';
import { checkInvokePermission } from '../checks/invoke-permission.ts';
import { checkProviderSlot } from '../checks/provider-slot.ts';
import type { Context } from '../context.ts';
import { CertprovError, EXIT } from '../errors.ts';
import { planBlocked } from './plan-blocked.ts';
import type { Proposal } from './propose.ts';

/** What the trial runs on, to be compared with what is then switched on. */
export async function describeTried({ functionArn }: Proposal, { reader }: Context): Promise<FunctionDescription> {
  const found = await reader.describeFunction(functionArn);
  if (!found) throw changed(`the function ${functionNameOf(functionArn)} no longer exists`);
  return found;
}

/**
 * Between plan and switch minutes may pass, and another operator or pipeline may have been quicker: the provider's
 * place must still be free, the function still the one that was tried, and AWS IoT must be let in.
 */
export async function assertUnchanged(proposal: Proposal, tried: FunctionDescription, context: Context): Promise<void> {
  const { functionArn, providerName } = proposal;
  const { reader, place } = context;
  const [now, policy] = await Promise.all([
    describeTried(proposal, context),
    reader.functionPolicy(functionArn),
    assertSlotFree(proposal, context),
  ]);
  const different = COMPARED.find((name) => JSON.stringify(now[name]) !== JSON.stringify(tried[name]));
  if (different) {
    throw changed(`the function ${now.functionName} is not as it was tried: its ${NAMES[different]} has changed`);
  }
  const findings = checkInvokePermission(policy, functionArn, place, providerArnOf(place, providerName));
  if (isBlocked(findings)) throw planBlocked(findings);
}

const NAMES = {
  codeSha256: 'code',
  state: 'state',
  reservedConcurrency: 'reserved concurrency',
  timeoutSeconds: 'timeout',
  memoryMb: 'memory',
  roleArn: 'role',
  handler: 'handler',
  runtime: 'runtime',
  environment: 'environment',
} as const satisfies Partial<Record<keyof FunctionDescription, string>>;

const COMPARED = Object.keys(NAMES) as readonly (keyof typeof NAMES)[];

async function assertSlotFree({ providerName, functionArn, plan }: Proposal, { reader }: Context): Promise<void> {
  const providers = await reader.listCertificateProviders();
  const tagged = await Promise.all(
    providers.map(async (p) => ({ ...p, tags: await reader.listTags(p.certificateProviderArn) })),
  );
  const [taken] = checkProviderSlot(tagged, { name: providerName, functionArn });
  if (!taken && (providers.length === 0 || plan.switch.length === 0)) return;
  throw new CertprovError(
    'ACCOUNT_CHANGED',
    taken?.summary ?? 'the certificate provider was made by somebody else in the meantime',
    { fix: 'see who signs now with `certprov status`, then decide with its owner', exitCode: EXIT.blocked },
  );
}

const changed = (message: string): CertprovError =>
  new CertprovError('ACCOUNT_CHANGED', message, {
    fix: 'run the same command again: the function is then tried as it is now',
    exitCode: EXIT.blocked,
  });
