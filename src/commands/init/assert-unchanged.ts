import { functionNameOf, providerArnOf } from '../../aws/arn.ts';
import type { FunctionDescription } from '../../aws/ports/ports.ts';
import { checkAuthorityUsable } from '../../checks/authority-usable.ts';
import { checkDeployedExternal } from '../../checks/signer-resources.ts';
import { isBlocked } from '../../finding.ts';
import { checkInvokePermission } from '../../checks/invoke-permission.ts';
import { checkProviderSlot } from '../../checks/provider-slot.ts';
import type { ReadingContext } from '../../context.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { readExternalResources } from '../../deployment/deployed-signer.ts';
import { accountChanged, assertPrepared } from './assert-prepared.ts';
import { planBlocked } from './show-plan.ts';
import type { Proposal } from './propose.ts';

/** What the trial runs on, to be compared with what is then switched on. */
export interface Tried {
  readonly function: FunctionDescription;
  /** Of the secret that the signer reads, if it reads one. */
  readonly secretVersion: string | undefined;
}

export async function describeTried(proposal: Proposal, context: ReadingContext): Promise<Tried> {
  const [lambda, secretVersion] = await Promise.all([
    describeFunction(proposal, context),
    readSecretVersion(proposal, context),
  ]);
  return { function: lambda, secretVersion };
}

/**
 * Between plan and switch minutes may pass, and another operator or pipeline may have been quicker: the provider's
 * place must still be free, the function still the one that was tried, AWS IoT must be let in, what was prepared must
 * be there, and the CA must still issue.
 */
export async function assertUnchanged(proposal: Proposal, tried: Tried, context: ReadingContext): Promise<void> {
  const { functionArn, providerName, deployment } = proposal;
  const { reader, place } = context;
  const [now, policy] = await Promise.all([
    describeFunction(proposal, context),
    reader.functionPolicy(functionArn),
    assertSlotFree(proposal, context),
  ]);
  const different = COMPARED.find(
    (name) => JSON.stringify(now[name]) !== JSON.stringify(tried.function[name]) && !isWoken(name, now, tried),
  );
  if (different) {
    throw accountChanged(
      `the function ${now.functionName} is not as it was tried: its ${NAMES[different]} has changed`,
    );
  }
  const findings = checkInvokePermission(policy, functionArn, place, providerArnOf(place, providerName));
  if (isBlocked(findings)) throw planBlocked(findings);
  await Promise.all([deployment && assertPrepared(deployment, context), assertIssues(proposal, tried, context)]);
}

async function describeFunction({ functionArn }: Proposal, { reader }: ReadingContext): Promise<FunctionDescription> {
  const found = await reader.describeFunction(functionArn);
  if (!found) throw accountChanged(`the function ${functionNameOf(functionArn)} no longer exists`);
  return found;
}

/** What is compared, by the words for it. The last changes with everything else that Lambda may be told. */
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
  vpc: 'VPC',
  layers: 'list of layers',
  lastModified: 'configuration',
} as const satisfies Partial<Record<keyof FunctionDescription, string>>;

/** The trial itself wakes a function that was Inactive. */
const isWoken = (name: keyof FunctionDescription, now: FunctionDescription, tried: Tried): boolean =>
  name === 'state' && tried.function.state === 'Inactive' && now.state === 'Active';

const COMPARED = Object.keys(NAMES) as readonly (keyof typeof NAMES)[];

async function assertSlotFree(
  { providerName, functionArn, plan }: Proposal,
  { reader }: ReadingContext,
): Promise<void> {
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

/** A CA whose certificate is all that is known of it was asked by the trial, and by nothing else. */
async function assertIssues(proposal: Proposal, tried: Tried, context: ReadingContext): Promise<void> {
  const { authority } = proposal;
  const { reader, now } = context;
  if (authority.kind === 'certificate') return;
  if (authority.kind === 'acm-pca') {
    const found = await reader.describeCertificateAuthority(authority.authority.arn);
    if (!found) throw accountChanged(`the CA ${authority.authority.displayName} no longer exists`);
    const findings = checkAuthorityUsable(found, now());
    if (isBlocked(findings)) throw planBlocked(findings);
    return;
  }
  const resources = await readExternalResources(authority.config, reader);
  const findings = checkDeployedExternal(resources);
  if (isBlocked(findings)) throw planBlocked(findings);
  const { secret } = resources;
  if (secret?.found?.versionId !== tried.secretVersion)
    throw accountChanged(`the secret ${secret?.secretName} has another value than the one that was tried`);
}

async function readSecretVersion({ authority }: Proposal, { reader }: ReadingContext): Promise<string | undefined> {
  if (authority.kind !== 'external') return undefined;
  const { secret } = await readExternalResources(authority.config, reader);
  return secret?.found?.versionId;
}
