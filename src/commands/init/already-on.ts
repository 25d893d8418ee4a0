import type { Finding } from '../../finding.ts';
import { checkProviderSlot } from '../../checks/provider-slot.ts';
import type { ReadingContext } from '../../context.ts';
import { readIssuerFile } from '../../deployment/issuer-certificate.ts';
import { roleNameOf } from '../../aws/arn.ts';
import type { FunctionDescription, RoleDescription } from '../../aws/ports/ports.ts';
import type { LogGroup } from '../../aws/ports/function-ports.ts';
import { logGroupDifferences } from '../../checks/log-group.ts';
import { readRemark } from '../../steps/read-remark.ts';
import { landingZoneDifferences } from '../../checks/landing-zone-same.ts';
import type { LandingZone } from '../../deployment/landing-zone.ts';
import { logGroupNameFor, prefixed } from '../../deployment/names.ts';
import { CertprovError } from '../../errors.ts';
import { AUTHORITY, isOurs, type Tags } from '../../deployment/ownership.ts';
import type { SigningNow } from '../../steps/explain-signing.ts';
import { assertFunctionReference } from '../../deployment/assert-function-reference.ts';
import { deployedExternal } from '../../deployment/deployed-signer.ts';
import { authorityByName } from '../../deployment/find-authority.ts';
import { requestedRule } from '../../deployment/requested-flags.ts';
import { linkedAuthority } from '../../deployment/linked-authority.ts';
import { planBlocked } from './show-plan.ts';
import type { InitFlags } from './propose.ts';

/**
 * True when our own provider is on and nothing in the flags asks for another set-up; a difference is an error, because
 * "it is on already" would be taken for "as I asked".
 */
export async function isAlreadyOn(
  flags: InitFlags,
  landing: LandingZone,
  signing: SigningNow,
  context: ReadingContext,
): Promise<boolean> {
  const [provider] = signing.providers;
  if (!provider) return false;
  const wanted =
    flags.function ??
    (typeof flags.createFunction === 'string' ? prefixed(landing.namePrefix, flags.createFunction) : undefined);
  if (wanted !== undefined) assertFunctionReference(wanted, context.place);
  const used = await context.reader.describeFunction(provider.lambdaFunctionArn);
  const functionArn =
    wanted === undefined
      ? provider.lambdaFunctionArn
      : ((await context.reader.describeFunction(wanted))?.functionArn ?? wanted);
  const taken = checkProviderSlot(signing.providers, {
    // A name that no provider has: one that is not ours is always in the way. Of one whose tags cannot be read the status
    // at the end says so.
    name: provider.tags === null || isOurs(provider.tags) ? flags.providerName : '',
    functionArn,
  });
  if (taken.length > 0) throw planBlocked(taken);
  const differences = [
    ...((await asksForOtherAuthority(flags, linkedName(used, provider.tags), context)) ? ['another CA'] : []),
    ...(asksForOtherKind(flags, used?.environment ?? {}) ? ['another kind of CA'] : []),
    ...(asksForOtherServer(flags, used?.environment ?? {}) ? ['another server of a CA'] : []),
    ...(differs(flags.validityDays, used?.environment['CERTPROV_VALIDITY_DAYS']) ? ['another validity'] : []),
    ...(asksForOtherRule(flags, used?.environment ?? {}) ? ['another rule for what a CSR asks for'] : []),
    ...(differs(flags.memory, used?.memoryMb) ? ['another memory size'] : []),
    ...(differs(flags.architecture, used?.architecture) ? ['another architecture'] : []),
  ];
  const made = { function: used, role: used && (await roleOf(used, landing, context)) };
  const others = [
    ...landingZoneDifferences(landing, made),
    ...logGroupDifferences(landing, used ? await logGroupOf(used, landing, context) : null),
  ];
  if (others.length > 0) throw planBlocked([otherwiseMade(others)]);
  if (differences.length > 0) throw planBlocked([otherwiseOn(differences)]);
  return true;
}

/** Who may not look at it is not told of a difference. */
const logGroupOf = async (
  { functionName }: FunctionDescription,
  { logRetentionDays }: LandingZone,
  { reader, output }: ReadingContext,
): Promise<LogGroup | undefined | null> =>
  logRetentionDays === undefined
    ? null
    : readRemark('the log group of the function', reader.describeLogGroup(logGroupNameFor(functionName)), output);

/** Only a boundary and its tags are the role's own to tell; who may not look at it is not told of a difference. */
async function roleOf(
  { roleArn }: FunctionDescription,
  { permissionsBoundaryArn, tags }: LandingZone,
  { reader }: ReadingContext,
): Promise<RoleDescription | undefined> {
  if (permissionsBoundaryArn === undefined && Object.keys(tags).length === 0) return undefined;
  return reader.describeRole(roleNameOf(roleArn)).catch((error: unknown) => {
    if (error instanceof CertprovError && error.code === 'AWS_ACCESS_DENIED') return undefined;
    throw error;
  });
}

/** As the provider's tag has it; without one that can be read, what the function is set to. */
function linkedName(used: FunctionDescription | undefined, tags: Tags | null): string | undefined {
  if (tags !== null) return tags[AUTHORITY];
  const linked = linkedAuthority(used?.environment ?? {}, {});
  if (linked === undefined || 'arn' in linked) return linked?.arn;
  return `sha256:${'issuer' in linked ? linked.issuer.fingerprint : linked.fingerprint}`;
}

const differs = (asked: string | number | undefined, used: string | number | undefined): boolean =>
  asked !== undefined && String(asked) !== String(used);

const asksForOtherKind = ({ caKind }: InitFlags, environment: Readonly<Record<string, string>>): boolean =>
  differs(caKind, environment['CERTPROV_CA_KIND'] ?? 'acm-pca');

/** What is not asked for is as it is. */
function asksForOtherRule(flags: InitFlags, environment: Readonly<Record<string, string>>): boolean {
  const { extensions, names } = requestedRule({}, environment);
  return differs(flags.requestedExtensions, extensions) || differs(flags.requestedNames, names);
}

/** Another server, as far as its URL tells; what else a kind is set to is not compared. */
function asksForOtherServer({ caUrl }: InitFlags, environment: Readonly<Record<string, string>>): boolean {
  if (caUrl === undefined) return false;
  const config = deployedExternal(environment)?.config ?? {};
  const used = 'url' in config ? config.url : 'address' in config ? config.address : '';
  return used !== caUrl.replace(/\/+$/, '').replace(/\/simpleenroll$/, '');
}

async function asksForOtherAuthority(
  { ca, caCertificate }: InitFlags,
  tagged: string | undefined,
  { reader }: ReadingContext,
): Promise<boolean> {
  if (ca !== undefined) return (await authorityByName(ca, reader)).arn !== tagged;
  if (caCertificate === undefined) return false;
  return `sha256:${(await readIssuerFile(caCertificate)).fingerprint}` !== tagged;
}

const otherwiseMade = (differences: readonly string[]): Finding => ({
  code: 'LANDING_ZONE_DIFFERS',
  severity: 'blocker',
  summary: `self-managed signing is on already, and not as asked for: it has ${differences.join(', ')}`,
  fix: 'first go back with `certprov rollback --all`; certprov changes no signer while devices use it',
});

const otherwiseOn = (differences: readonly string[]): Finding => ({
  code: 'PROVIDER_SLOT_TAKEN',
  severity: 'blocker',
  summary: `self-managed signing is on already, with ${differences.join(' and ')} than asked for`,
  fix: 'first go back with `certprov rollback --all`; certprov changes no signer while devices use it',
});
