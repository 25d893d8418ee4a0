import { ACM_PCA_TEMPLATES } from '../../authority/acm-pca/acm-pca-template.ts';
import { type AccountPlace, functionNameOf } from '../../aws/arn.ts';
import type { PcaDescription } from '../../aws/ports/ports.ts';
import { codeSigningText } from '../../checks/code-signing.ts';
import { iotKeyText, isCustomerKey } from '../../checks/iot-key.ts';
import { onboardingCeiling } from '../../checks/impact/onboarding-ceiling.ts';
import { whyUnproven, type KnownProof } from '../../checks/switch-proven.ts';
import { keyName, sharedBy } from '../../deployment/authority-label.ts';
import { describeExternal } from '../../deployment/deployed-signer.ts';
import type { Finding } from '../../finding.ts';
import { banner, type BannerLine } from '../../terminal/banner.ts';
import type { Output } from '../../terminal/output.ts';
import { describeAge, groupDigits, utcTime } from '../../terminal/quantity-text.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import type { ProviderStatus, SigningStatus } from './signing-status.ts';
import { landingText } from './landing-shown.ts';
import { goodSurroundings, openSurroundings } from './surroundings-text.ts';
import { ownerOf, whoSigns, whyRefused, type Signer } from './who-signs.ts';

interface StatusTextOptions {
  readonly now: Date;
  readonly propagationSeconds: number;
  /** A command line that works as it stands here. */
  readonly command: (words: string) => string;
  readonly output: Output;
}

const TWO_COLUMNS = 60;

interface StatusView {
  /** Lines of the box; the first is the one that must not be misread. */
  readonly banner: readonly BannerLine[];
  /** Below it, where they can be copied: what to type. */
  readonly next?: readonly string[];
  /** One line per thing that was looked at and is as it should be. */
  readonly good: readonly string[];
  /** One line per thing that could not be looked at, which is no finding. */
  readonly open: readonly string[];
}

const HEADLINE: Record<Signer, string> = {
  aws: 'AWS SIGNS: no certificate provider',
  own: 'SELF-MANAGED SIGNING IS ON',
  foreign: "SELF-MANAGED SIGNING IS ON, by somebody else's set-up",
  unknown: 'SELF-MANAGED SIGNING IS ON',
  missing: 'NOBODY SIGNS: the function of the certificate provider is gone',
  closed: 'NOBODY SIGNS: AWS IoT may not invoke the function',
  broken: 'SELF-MANAGED SIGNING IS ON, AND CSRs ARE REFUSED',
  refused: 'SELF-MANAGED SIGNING IS ON, AND ITS LAST CANARY FAILED',
  unproven: 'SELF-MANAGED SIGNING IS ON, NOT PROVEN',
};

interface StatusViewOptions {
  readonly now: Date;
  readonly propagationSeconds: number;
  readonly command: (words: string) => string;
}

function statusView(
  status: SigningStatus,
  findings: readonly Finding[],
  { now, propagationSeconds, command }: StatusViewOptions,
): StatusView {
  const good = goodLines(status, findings, now);
  const open = [...openLines(status, now, command), ...unsureKey(status)];
  const headline = HEADLINE[whoSigns(status, findings)];
  const where = `account ${status.place.account} · ${status.place.region}`;
  if (!status.provider) return { banner: [[headline, where], "every CSR is signed by Amazon's CA"], good, open };

  const { provider } = status.provider;
  const owner = ownerOf(status.provider);
  const refused = whyRefused(findings);
  const signing = `every CSR is signed by ${functionNameOf(provider.lambdaFunctionArn)}${withAuthority(status.provider)}`;
  if (refused?.code === 'SWITCH_UNPROVEN')
    return {
      banner: unproven([headline, where], status.provider),
      next: [`prove it now: ${command('canary')}`, `roll back: ${command('rollback')}`],
      good,
      open,
    };
  const lines: BannerLine[] = refused
    ? [owner === 'foreign' ? foreignAndRefused(refused) : headline, refused.summary, where]
    : [[headline, where], signing];
  if (owner === 'unknown')
    lines.push('whose certificate provider it is could not be determined: its tags could not be read');
  if (provider.creationDate)
    lines.push(since(provider.creationDate, provider.lastModifiedDate, now, propagationSeconds));
  const next =
    owner === 'foreign'
      ? `find its owner first; by name: ${command(`rollback --provider ${provider.certificateProviderName}`)}`
      : `go back to AWS-managed signing: ${command('rollback')}`;
  return { banner: lines, next: [next], good, open };
}

/** Whose it is comes first: what is broken here is not ours to mend. */
const foreignAndRefused = ({ code }: Finding): string =>
  `SIGNING IS ON BY SOMEBODY ELSE'S SET-UP, AND ${code === 'SWITCH_REFUSED' ? 'ITS LAST CANARY FAILED' : 'CSRs ARE REFUSED'}`;

type Command = StatusViewOptions['command'];

/** Nothing is said of who signs, since nobody has seen it. */
function unproven(headline: BannerLine, { provider, proof }: ProviderStatus): BannerLine[] {
  const when = provider.creationDate ? `switched ${utcTime(provider.creationDate)}` : 'switched';
  const by = proof.by === undefined ? '' : ` by ${proof.by}`;
  return [headline, `${when}${by}; ${whyUnproven(proof)}`];
}

/** A tick is for what was seen not long ago: what has become of the function since then, nobody has asked. */
const OLD_PROOF_DAYS = 30;

const isOld = ({ at }: KnownProof, now: Date): boolean =>
  at === undefined || now.getTime() - at.getTime() > OLD_PROOF_DAYS * 86_400_000;

function provenText({ at, by, serialNumber, knownFrom }: KnownProof): string {
  const words = [
    ...(at ? [utcTime(at)] : []),
    ...(by === undefined ? [] : [`by ${by}`]),
    ...(serialNumber === undefined ? [] : [`serial ${serialNumber}`]),
    ...(knownFrom === 'tag' ? ['as the provider says of itself'] : []),
  ];
  return `proof         ${words.join(' · ')}`;
}

const unknownProof = ({ isOutdated }: KnownProof, command: Command): string =>
  `proof         ${isOutdated ? 'the function has been another one since the last canary' : 'no canary is on record here or on the provider'}: ${command('canary')}`;

function withAuthority({ authority, external }: ProviderStatus): string {
  const name = authority?.displayName ?? external?.issuer.displayName;
  return name === undefined ? '' : ` with ${name}`;
}

function since(created: Date, modified: Date | undefined, now: Date, propagationSeconds: number): string {
  const latest = modified && modified > created ? modified : created;
  const verb = latest === created ? 'since' : 'changed';
  const fresh = (now.getTime() - latest.getTime()) / 1000 < propagationSeconds;
  return `${verb} ${utcTime(latest)}, ${ago(latest, now)}${fresh ? ': takes effect within a few minutes' : ''}`;
}

const ago = (date: Date, now: Date): string =>
  now.getTime() - date.getTime() < 1000 ? 'just now' : `${describeAge(date, now)} ago`;

const authorityText = ({ config, issuer }: NonNullable<ProviderStatus['external']>): string =>
  `${describeExternal(config)} · until ${issuer.notAfter.toISOString().slice(0, 10)}`;

/** AWS says neither HEALTHY nor UNHEALTHY of it. */
const unsureKey = ({ encryption }: SigningStatus): string[] =>
  encryption && isCustomerKey(encryption) && !/^(?:UN)?HEALTHY$/.test(encryption.status ?? '')
    ? [`data at rest  ${iotKeyText(encryption)}`]
    : [];

/** Neither good nor bad: nothing was learned. */
function openLines({ provider }: SigningStatus, now: Date, command: Command): string[] {
  const { external, proof, codeSigning } = provider ?? {};
  return [
    ...(codeSigning && codeSigning.policy === undefined ? [`code signing  ${codeSigningText(codeSigning)}`] : []),
    ...openSurroundings(provider),
    ...(external?.health.state === 'not-asked'
      ? [`authority     ${authorityText(external)} · not asked: ${external.health.why}`]
      : []),
    ...(proof?.state === 'proven' && isOld(proof, now)
      ? [`${provenText(proof)}${proof.at ? ` · ${ago(proof.at, now)}` : ''}: ${command('canary')}`]
      : []),
    ...(proof?.state === 'unknown' ? [unknownProof(proof, command)] : []),
  ];
}

function privateCaText(
  ca: PcaDescription,
  environment: Readonly<Record<string, string>> = {},
  place: AccountPlace,
): string {
  const owner = sharedBy(ca, place);
  const template = environment['CERTPROV_CA_TEMPLATE'];
  return [
    ca.status,
    keyName(ca.keyAlgorithm),
    ...(ca.notAfter ? [`until ${ca.notAfter.toISOString().slice(0, 10)}`] : []),
    ...(owner === undefined ? [] : [`shared by account ${owner}`]),
    // What is said of every other signer needs no words.
    ...(template === undefined || template === ACM_PCA_TEMPLATES[0] ? [] : [template]),
  ].join(' · ');
}

function goodLines(
  { provider: status, limits, metrics, encryption, fleetTemplates, place }: SigningStatus,
  findings: readonly Finding[],
  now: Date,
): string[] {
  const lines: string[] = [];
  const has = (...codes: readonly string[]): boolean => findings.some((finding) => codes.includes(finding.code));
  if (status?.function && !has('FUNCTION_NOT_ACTIVE', 'FUNCTION_CONCURRENCY_ZERO', 'FUNCTION_TIMEOUT_SHORT')) {
    const { state, timeoutSeconds, runtime } = status.function;
    lines.push(`function      ${state} · timeout ${timeoutSeconds} s · ${runtime ?? 'image'}`);
  }
  if (status?.function && status.code && status.code.verdict !== 'changed') {
    const whose = status.code.knownFrom ? 'as deployed' : "this version's";
    lines.push(`code SHA-256  ${status.function.codeSha256} ${whose}`);
  }
  if (status?.codeSigning?.policy !== undefined && !has('FUNCTION_CODE_SIGNED'))
    lines.push(`code signing  ${codeSigningText(status.codeSigning)}`);
  lines.push(...goodSurroundings(status, has));
  const landing = status && landingText(status);
  if (landing !== undefined && !has('LANDING_ZONE_CHANGED')) lines.push(`landing zone  ${landing}`);
  if (
    status &&
    status.policy !== null &&
    !has('FUNCTION_CLOSED_TO_IOT', 'FUNCTION_OPEN_TO_OTHERS', 'FUNCTION_MISSING')
  ) {
    lines.push('permission    AWS IoT may invoke it, for this provider and account only');
  }
  if (status?.authority && !has('AUTHORITY_UNUSABLE')) {
    lines.push(`authority     ${privateCaText(status.authority, status.function?.environment, place)}`);
  }
  if (status?.external?.health.state === 'answers' && !has('AUTHORITY_UNUSABLE', 'SECRET_MISSING'))
    lines.push(`authority     ${authorityText(status.external)} · answers (${status.external.health.asked})`);
  if (status?.proof.state === 'proven' && !isOld(status.proof, now)) lines.push(provenText(status.proof));
  if (limits) {
    const reserved = status?.function?.reservedConcurrency;
    const concurrency =
      reserved === undefined
        ? `concurrency ${groupDigits(limits.unreserved)}`
        : `concurrency ${groupDigits(reserved)} (reserved)`;
    const { perSecond, setBy } = onboardingCeiling({
      kind: status?.external?.config.kind ?? (status?.authority ? 'acm-pca' : undefined),
      concurrency: reserved ?? limits.unreserved,
    });
    if (reserved !== 0) lines.push(`limits        ${concurrency} · at most ${perSecond} devices/s (${setBy.what})`);
  }
  const templates = `${fleetTemplates.length} fleet provisioning template${fleetTemplates.length === 1 ? '' : 's'} enabled`;
  lines.push(
    `devices       ${templates}${metrics ? ` · ${groupDigits(metrics.calls)} CSRs in ${metrics.days} days` : ''}`,
  );
  if (encryption && isCustomerKey(encryption) && encryption.status === 'HEALTHY')
    lines.push(`data at rest  ${iotKeyText(encryption)}`);
  return lines;
}

/** The box that cannot be misread, and below it what was looked at and found in order. */
export function statusText(status: SigningStatus, findings: readonly Finding[], options: StatusTextOptions): string {
  const view = statusView(status, findings, options);
  const { columns } = options.output;
  const box = banner(view.banner.map(safeLine), columns);
  // A narrow terminal has no room for two columns.
  const hanging = ' '.repeat(columns < TWO_COLUMNS ? 4 : 18);
  const marked = (mark: string, lines: readonly string[]): string[] =>
    lines.map((line) => paragraph(`${mark} ${safeText(line)}`, columns, { hanging }));
  const next = (view.next ?? []).map((line) => paragraph(safeText(line), columns));
  return [box, ...next, ...marked('✓', view.good), ...marked('–', view.open)].join('\n');
}

const safeLine = (line: BannerLine): BannerLine =>
  typeof line === 'string' ? safeText(line) : [safeText(line[0]), safeText(line[1])];
