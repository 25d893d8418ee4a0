import { judgeFleet } from '../checks/impact/judge-fleet.ts';
import type { IssuingCa } from '../checks/impact/fleet-facts.ts';
import type { CertificateProvider } from '../aws/ports/ports.ts';
import type { ReadingContext } from '../context.ts';
import { EXIT, isAccessDenied, usageInvalid, type ExitCode } from '../errors.ts';
import { impactDocument } from '../impact/impact-document.ts';
import { callersTable, callersText } from '../impact/callers-text.ts';
import { issuersTable, issuersText } from '../impact/issuers-text.ts';
import { ceilingText, impactAnswer, TRUSTED_USERS, verdictTable } from '../impact/impact-text.ts';
import { readFleet } from '../impact/read-fleet.ts';
import { UnreadNotes } from '../impact/unread-notes.ts';
import { asIssuer, readIssuerFile } from '../deployment/issuer-certificate.ts';
import { findIssuer } from '../deployment/issuer-store.ts';
import { linkedAuthority } from '../deployment/linked-authority.ts';
import { deployedExternal } from '../deployment/deployed-signer.ts';
import { authorityByName } from '../deployment/find-authority.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { bold } from '../terminal/style.ts';
import { placeName, showHeader } from './header.ts';

export interface ImpactFlags {
  /** ARN, id or common name of the Private CA that is to issue. */
  readonly ca?: string | undefined;
  readonly caCertificate?: string | undefined;
  readonly fleetSize?: number | undefined;
}

/** Which devices a certificate provider touches in this account. Reads everything, changes nothing. */
export async function runImpact(flags: ImpactFlags, context: ReadingContext): Promise<ExitCode> {
  const { output, reader, place, interrupt } = context;
  if (flags.ca !== undefined && flags.caCertificate !== undefined)
    throw usageInvalid('--ca and --ca-certificate exclude each other');
  if (flags.fleetSize === 0) throw usageInvalid('--fleet-size is a number of devices, 1 at least');
  showHeader('impact', context);
  const [provider] = await reader.listCertificateProviders();
  const unread = new UnreadNotes();
  const issuing = await issuingCa(flags, provider, unread, context);
  const reading = output.progress('reading who onboards how');
  const fleet = await interrupt
    .section(() =>
      interrupt.stoppable(
        readFleet(reader, place, {
          isOn: provider !== undefined,
          withIssuers: true,
          onProgress: (text) => reading.update(text),
        }),
      ),
    )
    .catch((error: unknown) => {
      reading.fail('reading who onboards how');
      throw error;
    });
  reading.succeed('account read');
  const facts = { ...fleet, unread: [...unread.notes, ...fleet.unread] };
  const impact = judgeFleet(facts, issuing);
  const say = (text: string): void => output.say(paragraph(text, output.columns));

  output.say();
  output.result(
    {
      command: 'impact',
      account: place.account,
      region: place.region,
      signing: provider === undefined ? 'aws-managed' : 'self-managed',
      ...impactDocument(facts, impact, flags.fleetSize),
    },
    [
      `  ${placeName(context)}`,
      paragraph(impactAnswer(facts, impact), output.columns),
      ...(impact.verdicts.length === 0 ? [] : ['', verdictTable(impact.verdicts, output.columns)]),
    ].join('\n'),
  );
  output.say();
  say(TRUSTED_USERS);
  output.say();
  output.say(bold('  Over HTTP'));
  say(callersText(facts.httpCallers, placeName(context)));
  if (facts.httpCallers?.callers.length) output.say(callersTable(facts.httpCallers, output.columns));
  output.say();
  output.say(bold('  Certificates by issuer'));
  say(issuersText(facts.issuers ?? null));
  if (facts.issuers?.groups.length) output.say(issuersTable(facts.issuers, output.columns));
  output.say();
  output.say(bold('  Warnings'));
  output.findings(impact.findings);
  output.say();
  output.say(bold('  How fast'));
  for (const line of ceilingText(impact.ceiling, flags.fleetSize)) say(line);
  return EXIT.done;
}

/** The CA that was named; else that of the provider's function, as far as it can be told. */
async function issuingCa(
  { ca, caCertificate }: ImpactFlags,
  provider: CertificateProvider | undefined,
  unread: UnreadNotes,
  context: ReadingContext,
): Promise<IssuingCa> {
  const own = provider === undefined ? UNKNOWN : await deployedCa(provider, unread, context);
  if (caCertificate !== undefined) return { ...UNKNOWN, certificate: await readIssuerFile(caCertificate) };
  if (ca === undefined) return own;
  return {
    ...UNKNOWN,
    kind: 'acm-pca',
    certificate: await fromPca((await authorityByName(ca, context.reader)).arn, context),
  };
}

const UNKNOWN: IssuingCa = {
  kind: undefined,
  certificate: undefined,
  validityDays: undefined,
  reservedConcurrency: undefined,
};

async function deployedCa(
  provider: CertificateProvider,
  unread: UnreadNotes,
  context: ReadingContext,
): Promise<IssuingCa> {
  const { reader, home } = context;
  /** What may not be read makes the answer smaller. */
  const readable = <T>(what: string, read: Promise<T>): Promise<T | undefined> =>
    read.catch((error: unknown) => {
      if (!isAccessDenied(error)) throw error;
      unread.refused(what, error);
      return undefined;
    });
  const [signer, tags] = await Promise.all([
    readable('the function that signs', reader.describeFunction(provider.lambdaFunctionArn)),
    readable('the tags of the certificate provider', reader.listTags(provider.certificateProviderArn)),
  ]);
  if (!signer) return UNKNOWN;
  const { environment, reservedConcurrency } = signer;
  const linked = linkedAuthority(environment, tags ?? {});
  const days = Number(environment['CERTPROV_VALIDITY_DAYS']);
  const known = {
    kind: deployedExternal(environment)?.config.kind ?? (linked && 'arn' in linked ? 'acm-pca' : undefined),
    validityDays: Number.isInteger(days) && days > 0 ? days : undefined,
    reservedConcurrency,
  } as const;
  if (linked === undefined) return { ...known, certificate: undefined };
  if ('issuer' in linked) return { ...known, certificate: linked.issuer };
  const certificate = await ('arn' in linked
    ? readable('the certificate of the CA', fromPca(linked.arn, context))
    : findIssuer(home, linked.fingerprint));
  return { ...known, certificate };
}

async function fromPca(arn: string, { reader }: ReadingContext): Promise<IssuingCa['certificate']> {
  const certificate = await reader.certificateAuthorityCertificate(arn);
  return certificate && asIssuer(certificate.certificatePem);
}
