import type { AccountPlace } from '../aws/arn.ts';
import type { AcmPcaTemplate } from '../authority/acm-pca/acm-pca-template.ts';
import type { AwsReader, PcaDescription } from '../aws/ports/ports.ts';
import { checkAuthorityShared } from '../checks/authority-shared.ts';
import { checkAuthorityUsable, maxValidityDays, whyUnusable } from '../checks/authority-usable.ts';
import { checkIssuerUsable, issuerFacts } from '../checks/issuer-usable.ts';
import { monthlyCost, PRICES_OF, usd } from '../checks/monthly-cost.ts';
import { describeAuthority, listedAuthority, sharedBy } from '../deployment/authority-label.ts';
import { listAll, byName } from '../deployment/find-authority.ts';
import { asIssuer, type IssuerCertificate, readIssuerFile } from '../deployment/issuer-certificate.ts';
import { usageInvalid } from '../errors.ts';
import { typedPath } from '../local/typed-path.ts';
import type { Finding } from '../finding.ts';
import type { Choice } from '../terminal/prompter.ts';
import { groupDigits } from '../terminal/quantity-text.ts';
import { safeText } from '../terminal/safe-text.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { whenSlow } from '../terminal/when-slow.ts';
import { askTemplate } from './ask-template.ts';
import { askValidity } from './ask-validity.ts';
import { askExternal } from './external/ask-external.ts';
import type { ExternalFlags, LinkedExternal } from './external/external.ts';
import { checkExternal, type ExternalFacts, inspectExternal, showExternal } from './external/inspect-external.ts';
import type { FunctionAnswer } from './select-function.ts';
import type { Step, StepTools } from './step.ts';

export interface AuthorityFlags extends ExternalFlags {
  /** ARN, id or common name of an AWS Private CA. */
  readonly ca?: string | undefined;
  readonly validityDays?: number | undefined;
  /** For a Private CA. */
  readonly caTemplate?: AcmPcaTemplate | undefined;
}

interface LinkedPca {
  readonly kind: 'acm-pca';
  readonly authority: PcaDescription;
  /** Undefined for an existing function: what it issues is its own affair, and the dry run shows it. */
  readonly validityDays: number | undefined;
  /** By which the built-in signer asks; undefined for an existing function. */
  readonly template: AcmPcaTemplate | undefined;
  /** The account that owns the CA, when it is another one. */
  readonly sharedBy: string | undefined;
}

/** What the built-in signer asks. */
export type AskedPca = LinkedPca & { readonly validityDays: number; readonly template: AcmPcaTemplate };

interface LinkedCertificate {
  readonly kind: 'certificate';
  readonly issuer: IssuerCertificate;
}

export type AuthorityAnswer = LinkedPca | LinkedExternal | LinkedCertificate;

export interface AuthorityInput {
  readonly flags: AuthorityFlags;
  readonly signer: FunctionAnswer;
}

const ELSEWHERE = Symbol('a CA outside AWS Private CA');

/** Page 3: the built-in signer gets a CA of any kind; for an existing function the operator says which CA it uses. */
export const linkAuthority: Step<AuthorityInput, AuthorityAnswer, ExternalFacts | undefined> = {
  id: 'link-authority',
  title: 'The certificate authority',

  async ask({ flags, signer }, tools) {
    if (signer.mode === 'existing' && flags.validityDays !== undefined) {
      throw usageInvalid('--validity-days is for the built-in signer: an existing function decides that itself');
    }
    refuseTemplate(flags, signer);
    if (isExternal(flags)) return external(flags, signer, tools);
    if (flags.caCertificate !== undefined) return fromFile(flags, signer);
    const authorities = await whenSlow('reading the certificate authorities', tools.output, listAll(tools.aws));
    const picked = flags.ca === undefined ? await pick(authorities, signer, tools) : byName(flags.ca, authorities);
    if (picked === ELSEWHERE) {
      if (flags.caTemplate !== undefined) throw usageInvalid('--ca-template is for an AWS Private CA');
      return signer.mode === 'create'
        ? external(flags, signer, tools)
        : { kind: 'certificate', issuer: await askForFile(tools) };
    }
    const owner = sharedBy(picked, tools.place);
    const linked = { kind: 'acm-pca', authority: picked, sharedBy: owner } as const;
    if (signer.mode === 'existing') return { ...linked, validityDays: undefined, template: undefined };
    const template = await askTemplate({ given: flags.caTemplate, sharedBy: owner }, tools.prompter);
    return { ...linked, template, validityDays: await validityOf(picked, flags, tools) };
  },

  async inspect({ flags }, answer, tools) {
    return answer.kind === 'external' ? inspectExternal(answer, flags.caCanary !== false, tools) : undefined;
  },

  show({ flags }, answer, facts, output) {
    const say = (text: string): void => output.say(paragraph(text, output.columns));
    if (answer.kind === 'external') showExternal(answer, facts, say);
    else showLinked(answer, say);
    sayCost(answer, flags.fleetSize, say);
  },

  check(_input, answer, facts, now): Finding[] {
    if (answer.kind === 'external') return checkExternal(answer, facts!, now);
    return answer.kind === 'acm-pca'
      ? [...checkAuthorityUsable(answer.authority, now), ...checkAuthorityShared({ ...answer.authority, ...answer })]
      : checkIssuerUsable(issuerFacts(answer.issuer), now);
  },

  plan: () => [],
};

/** A Private CA, or the certificate of whatever an existing function uses. */
function showLinked(answer: LinkedPca | LinkedCertificate, say: (text: string) => void): void {
  if (answer.kind === 'certificate') {
    const { displayName, notAfter } = answer.issuer;
    say(`${safeText(displayName)}, by its certificate · until ${notAfter.toISOString().slice(0, 10)}`);
    return;
  }
  say(`${safeText(answer.authority.displayName)} · ${describeAuthority(answer.authority, answer.sharedBy)}`);
  if (answer.validityDays !== undefined) {
    const days = answer.validityDays === 1 ? '1 day' : `${answer.validityDays} days`;
    say(`certificates valid for ${days}, template ${answer.template}`);
  }
}

function sayCost(answer: AuthorityAnswer, devices: number | undefined, say: (text: string) => void): void {
  if (devices === undefined || answer.kind === 'certificate') return;
  const kind = answer.kind === 'acm-pca' ? answer.kind : answer.config.kind;
  const isShortLived = answer.kind === 'acm-pca' && answer.authority.usageMode === 'SHORT_LIVED_CERTIFICATE';
  const { dollars, parts } = monthlyCost({ kind, isShortLived, devices });
  say(
    `a month with ${groupDigits(devices)} new devices: about ${usd(dollars)} (${parts}; second-hand prices of ${PRICES_OF})`,
  );
}

/** It is about what the built-in signer asks AWS Private CA. */
function refuseTemplate(flags: AuthorityFlags, signer: FunctionAnswer): void {
  if (flags.caTemplate === undefined) return;
  if (signer.mode === 'existing')
    throw usageInvalid('--ca-template is for the built-in signer: an existing function decides that itself');
  if (isExternal(flags)) throw usageInvalid('--ca-template is for an AWS Private CA, and --ca-kind is another kind');
}

/** `--ca-kind`, or a flag that only another kind than a Private CA takes. */
const isExternal = ({ caKind, kmsKey, caSecret, caKey, caUrl }: AuthorityFlags): boolean =>
  caKind === undefined ? [kmsKey, caSecret, caKey, caUrl].some((flag) => flag !== undefined) : caKind !== 'acm-pca';

function external(flags: AuthorityFlags, signer: FunctionAnswer, tools: StepTools): Promise<LinkedExternal> {
  if (signer.mode === 'existing') {
    throw usageInvalid(
      '--ca-kind and the flags that go with it are for the built-in signer: an existing function asks its CA itself',
      'pass --ca or --ca-certificate with the CA that it uses',
    );
  }
  if (flags.ca !== undefined) throw usageInvalid('--ca is an AWS Private CA, and --ca-kind is another kind of CA');
  return askExternal({ flags, functionName: signer.functionName }, tools);
}

async function fromFile({ ca, caCertificate }: AuthorityFlags, signer: FunctionAnswer): Promise<LinkedCertificate> {
  if (ca !== undefined) throw usageInvalid('--ca and --ca-certificate exclude each other');
  if (signer.mode === 'create') {
    throw usageInvalid(
      '--ca-certificate needs to know what uses that CA',
      'pass --function with the function that uses it, or --ca-kind with the kind of CA for the built-in signer',
    );
  }
  return { kind: 'certificate', issuer: await readIssuerFile(caCertificate!) };
}

async function pick(
  authorities: readonly PcaDescription[],
  signer: FunctionAnswer,
  { prompter, now, place }: StepTools,
): Promise<PcaDescription | typeof ELSEWHERE> {
  const isNew = signer.mode === 'create';
  const recommended = isNew ? recommendedAuthority(authorities, now()) : namedByFunction(authorities, signer);
  const width = Math.min(28, Math.max(...authorities.map((ca) => ca.displayName.length), 16));
  const choices: Choice<PcaDescription | typeof ELSEWHERE>[] = authorities.map((ca) =>
    authorityChoice(ca, { now: now(), width, place }),
  );
  choices.push(
    isNew
      ? {
          value: ELSEWHERE,
          label: `${'my own CA elsewhere'.padEnd(width)}  KMS, EST, step-ca, Vault, webhook`,
          short: 'my own CA elsewhere',
        }
      : {
          value: ELSEWHERE,
          label: `${'a CA elsewhere'.padEnd(width)}  you give its certificate file`,
          short: 'a CA elsewhere',
        },
  );
  return prompter.select({
    flag: isNew ? '--ca or --ca-kind' : '--ca or --ca-certificate',
    message: isNew ? 'Which CA issues the certificates?' : `Which CA does ${signer.function.functionName} use?`,
    recommended,
    choices,
  });
}

interface ChoiceView {
  readonly now: Date;
  readonly width: number;
  readonly place: AccountPlace;
}

function authorityChoice(ca: PcaDescription, { now, width, place }: ChoiceView): Choice<PcaDescription> {
  const why = whyUnusable(ca, now);
  return {
    value: ca,
    id: ca.arn,
    // The mark of a choice that cannot be chosen is two columns wide.
    label: why ? ca.displayName.padEnd(width - 2) : `${ca.displayName.padEnd(width)}  ${listedAuthority(ca, place)}`,
    short: ca.displayName,
    description: ca.notAfter ? `${ca.subject} · ends ${ca.notAfter.toISOString().slice(0, 10)}` : ca.subject,
    ...(why ? { disabled: why } : {}),
  };
}

const KEY_ORDER = ['EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1', 'RSA_2048', 'RSA_3072', 'RSA_4096'];

/** General purpose before short-lived (weekly renewal), EC before RSA (smaller, faster on a device), then the longest life. */
export function recommendedAuthority(authorities: readonly PcaDescription[], now: Date): PcaDescription | undefined {
  const rank = (ca: PcaDescription): number =>
    KEY_ORDER.indexOf(ca.keyAlgorithm) + (ca.usageMode === 'SHORT_LIVED_CERTIFICATE' ? KEY_ORDER.length : 0);
  return authorities
    .filter((ca) => !whyUnusable(ca, now) && maxValidityDays(ca, now) > 0)
    .toSorted((a, b) => rank(a) - rank(b) || Number(b.notAfter ?? 0) - Number(a.notAfter ?? 0))[0];
}

/** Our own signer and AWS's sample both name their CA in the environment. */
function namedByFunction(authorities: readonly PcaDescription[], signer: FunctionAnswer): PcaDescription | undefined {
  if (signer.mode === 'create') return undefined;
  const { environment } = signer.function;
  const arn = environment['CERTPROV_CA_ARN'] ?? environment['CA_ARN'];
  return authorities.find((ca) => ca.arn === arn);
}

async function askForFile({ prompter }: StepTools): Promise<IssuerCertificate> {
  const path = await prompter.input({ flag: '--ca-certificate', message: "File with the CA's certificate (PEM)" });
  return readIssuerFile(typedPath(path));
}

function validityOf(ca: PcaDescription, flags: AuthorityFlags, { prompter, now }: StepTools): Promise<number> {
  const mostDays = maxValidityDays(ca, now());
  const limitedBy =
    ca.usageMode === 'SHORT_LIVED_CERTIFICATE' && mostDays <= 7
      ? `${ca.displayName} is a short-lived CA: at most ${mostDays} days`
      : `${ca.displayName} itself ends in ${mostDays} days`;
  return askValidity({ given: flags.validityDays, mostDays, limitedBy }, prompter);
}

/** The certificate of the CA that the plan links, whoever runs it. */
export async function linkedIssuer(
  authority: AuthorityAnswer,
  reader: AwsReader,
): Promise<IssuerCertificate | undefined> {
  if (authority.kind !== 'acm-pca') return authority.issuer;
  const certificate = await reader.certificateAuthorityCertificate(authority.authority.arn);
  return certificate && asIssuer(certificate.certificatePem);
}
