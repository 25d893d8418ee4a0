import { type JournalRun, readJournals, stillMade } from '../../actions/journal.ts';
import { createFunction, type CreateFunctionArgs } from '../../actions/kinds/create-function.ts';
import { allPages } from '../../aws/pages.ts';
import type {
  AwsReader,
  CertificateProvider,
  FunctionDescription,
  ProvisioningTemplateSummary,
  SigningMetrics,
} from '../../aws/ports/ports.ts';
import { signerCode } from '../../checks/signer-code.ts';
import type { ReadingContext } from '../../context.ts';
import {
  deployedExternal,
  type Optional,
  readExternalResources,
  signerKind,
} from '../../deployment/deployed-signer.ts';
import { linkedAuthority } from '../../deployment/linked-authority.ts';
import { isOurFunction } from '../../deployment/ownership.ts';
import { readSignerBundle } from '../../deployment/signer-bundle.ts';
import { CertprovError } from '../../errors.ts';
import { journaledLanding } from './journaled-landing.ts';
import { knownProof } from './known-proof.ts';
import { readAuthorityHealth } from './read-authority-health.ts';
import { readFunctionRole } from './read-function-role.ts';
import { readSurroundings } from './read-surroundings.ts';
import type { ProviderStatus, SigningStatus, Unread } from './signing-status.ts';

const METRIC_DAYS = 14;

type StatusSources = Pick<ReadingContext, 'reader' | 'place' | 'home'>;

/**
 * Reads all of it and changes nothing. Only the provider itself must be readable: a missing permission for the rest
 * makes the answer smaller, never wrong.
 */
export async function readStatus(context: StatusSources, now: Date): Promise<SigningStatus> {
  const { reader: aws, place } = context;
  const unread: Unread[] = [];
  const providers = await aws.listCertificateProviders();
  const optional = <T>(what: string, read: Promise<T>): Promise<T | null> =>
    read.catch((error: unknown) => leaveOut(what, error, unread));
  const [provider, limits, metrics, sinceSwitch, templates, encryption] = await Promise.all([
    providers[0] ? readProvider(context, providers[0], optional) : undefined,
    optional('the concurrency of the account', aws.concurrencyLimits()),
    optional('the signing metrics', aws.signingMetrics(METRIC_DAYS)),
    optional('the signing metrics since the switch', metricsSince(providers[0]?.creationDate, now, aws)),
    optional('the provisioning templates', readFleetTemplates(aws)),
    optional('what the data of AWS IoT is encrypted with', aws.iotEncryption()),
  ]);
  return {
    place,
    provider,
    limits: limits ?? undefined,
    metrics: metrics ?? undefined,
    metricsSinceSwitch: sinceSwitch ?? undefined,
    encryption: encryption ?? undefined,
    fleetTemplates: templates ?? [],
    unread,
  };
}

const HOUR_MS = 3_600_000;

/** CloudWatch counts by the hour; the hour of the switch itself has calls of both signers in it and is left out. */
async function metricsSince(
  switched: Date | undefined,
  now: Date,
  aws: AwsReader,
): Promise<SigningMetrics | undefined> {
  if (!switched) return undefined;
  const hours = Math.ceil(now.getTime() / HOUR_MS) - Math.ceil(switched.getTime() / HOUR_MS);
  return hours > 0 ? aws.signingMetrics(Math.min(hours / 24, METRIC_DAYS)) : undefined;
}

function leaveOut(what: string, error: unknown, unread: Unread[]): null {
  if (!(error instanceof CertprovError)) throw error;
  const fix = error.code === 'AWS_ACCESS_DENIED' && !isOfOthers(error) ? undefined : error.fix;
  unread.push({ what, why: error.message, fix });
  return null;
}

/** No other caller of this account may read what a policy outside it does not let pass. */
const isOfOthers = ({ details }: CertprovError): boolean =>
  ['resource-based', 'service control', 'resource control', 'VPC endpoint'].some(
    (kind) => kind === details['policyType'],
  );

async function readProvider(
  context: StatusSources,
  provider: CertificateProvider,
  optional: Optional,
): Promise<ProviderStatus> {
  const { reader: aws, home, place } = context;
  const arn = provider.lambdaFunctionArn;
  const [runs, tags, lambda, policy] = await Promise.all([
    // A journal that is damaged or lost leaves the tags to go by.
    readJournals(home, place.account, place.region, () => undefined),
    optional('the tags of the provider', aws.listTags(provider.certificateProviderArn)),
    optional(
      'the function',
      aws.describeFunction(arn).then((found) => found ?? aws.describeFunction(arn)),
    ),
    optional('the policy of the function', aws.functionPolicy(arn)),
  ]);
  const linked = linkedAuthority(lambda?.environment ?? {}, tags ?? {});
  const authorityArn = linked && 'arn' in linked ? linked.arn : undefined;
  const [authority, external, signer, role, codeSigning, surroundings] = await Promise.all([
    authorityArn ? optional('the CA', aws.describeCertificateAuthority(authorityArn)) : null,
    lambda ? readExternal(lambda, context, optional) : undefined,
    lambda ? readSigner(lambda, runs, optional) : { code: undefined, deployed: {} },
    lambda ? optional('the role of the function', readFunctionRole(lambda, context, optional)) : null,
    lambda && lambda.packageType !== 'Image'
      ? optional('the code signing of the function', aws.functionCodeSigning(lambda.functionArn))
      : undefined,
    lambda ? readSurroundings(lambda, aws, optional) : {},
  ]);
  if (lambda?.environmentUnread !== undefined)
    await optional('the environment of the function', unreadEnvironment(lambda.environmentUnread));
  const proof = knownProof(provider, tags, runs);
  const asMade = journaledLanding(runs, {
    roleName: role?.role?.roleName,
    functionName: lambda?.functionName,
    secretName: external?.secret?.secretName,
    certificateProviderName: provider.certificateProviderName,
  });
  return {
    provider,
    tags,
    function: lambda,
    ...signer,
    codeSigning,
    surroundings,
    asMade,
    role,
    policy,
    proof,
    authority,
    authorityArn,
    external,
  };
}

/** Its key is not one that whoever asks may decrypt with. */
const unreadEnvironment = async (why: string): Promise<never> => {
  throw new CertprovError('AWS_ACCESS_DENIED', why);
};

const tellWhose = async (lambda: FunctionDescription): Promise<boolean> => isOurFunction(lambda);

/** What another version may have journaled in other ways is left out. */
type JournaledSigner = Partial<Pick<CreateFunctionArgs, 'codeSha256' | 'environment' | 'roleArn'>>;

/** What certprov deployed from this machine into a function, and has not taken back. */
export function journaledSigner(runs: readonly JournalRun[], functionName: string): JournaledSigner | undefined {
  const args = stillMade(runs)
    .filter(({ action }) => action.kind === createFunction.kind)
    .map(({ action }) => action.args as Partial<Record<keyof CreateFunctionArgs, unknown>>)
    .find((made) => made.functionName === functionName);
  if (!args) return undefined;
  const { codeSha256, environment, roleArn } = args;
  return {
    ...(typeof codeSha256 === 'string' ? { codeSha256 } : {}),
    ...(typeof environment === 'object' && environment !== null
      ? { environment: environment as CreateFunctionArgs['environment'] }
      : {}),
    ...(typeof roleArn === 'string' ? { roleArn } : {}),
  };
}

async function readSigner(
  lambda: FunctionDescription,
  runs: readonly JournalRun[],
  optional: Optional,
): Promise<Pick<ProviderStatus, 'code' | 'deployed'>> {
  const kind = signerKind(lambda.environment);
  const bundle = await optional('the signer of this version', readSignerBundle(kind));
  const deployed = journaledSigner(runs, lambda.functionName);
  const journaled = deployed?.codeSha256;
  if (journaled === undefined) await optional('the tags of the function', tellWhose(lambda));
  return { code: signerCode(lambda, { thisVersion: bundle?.codeSha256, journaled }), deployed: deployed ?? {} };
}

async function readExternal(
  lambda: FunctionDescription,
  { reader: aws, home }: StatusSources,
  optional: Optional,
): Promise<ProviderStatus['external']> {
  const deployed = deployedExternal(lambda.environment);
  if (!deployed) return undefined;
  const resources = readExternalResources(deployed.config, aws, optional);
  const [found, health] = await Promise.all([resources, readAuthorityHealth(deployed, lambda, resources, home)]);
  return { ...deployed, ...found, health };
}

async function readFleetTemplates(aws: AwsReader): Promise<ProvisioningTemplateSummary[]> {
  const all = await allPages(aws.listProvisioningTemplates());
  return all.filter((template) => template.enabled && template.type === 'FLEET_PROVISIONING');
}
