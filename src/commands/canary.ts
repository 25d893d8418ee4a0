import { readLandingZone, type LandingZoneFlags } from '../deployment/landing-zone.ts';
import type { ChangingContext, ReadingContext } from '../context.ts';
import { CertprovError, EXIT, usageInvalid, type ExitCode } from '../errors.ts';
import { readKnownProof } from './status/read-known-proof.ts';
import { findTrialSubject } from './dry-run/find-trial-subject.ts';
import { trialCsr, type TrialCsrFlags } from './dry-run/trial-csr.ts';
import { inPlace, placeDocument, placeName, showHeader } from './header.ts';
import { proveProvider } from './canary/prove-provider.ts';

export interface CanaryFlags
  extends TrialCsrFlags, Pick<LandingZoneFlags, 'permissionsBoundary' | 'rolePath' | 'tags' | 'namePrefix'> {
  readonly ca?: string | undefined;
  readonly caCertificate?: string | undefined;
  /** The claim is for this one, instead of any fleet template of the account. */
  readonly template?: string | undefined;
  /** `--no-auto-rollback` */
  readonly autoRollback?: boolean | undefined;
}

/** One device that asks AWS IoT for a certificate, now: proves a switch that is on, or takes it back. */
export async function runCanary(flags: CanaryFlags, context: ChangingContext): Promise<ExitCode> {
  const { output } = context;
  if (flags.ca !== undefined && flags.caCertificate !== undefined)
    throw usageInvalid('--ca and --ca-certificate exclude each other');
  const csr = flags.csr === undefined && flags.keyType === undefined ? undefined : await trialCsr(flags);
  const landing = readLandingZone(flags, context.place);
  showHeader('canary', context);
  const provider = await theProvider(context);
  const { issuer, function: signer } = await findTrialSubject(flags, context);
  if (!issuer)
    throw usageInvalid(
      'which CA has to be the issuer is not known here',
      'name it: --ca <Private CA>, or --ca-certificate <file>',
    );
  const { tags, known } = await readKnownProof(provider, context);
  const order = { command: 'canary', provider, tags, known, issuer, landing, template: flags.template } as const;
  const proof = await proveProvider({ ...order, csr, autoRollback: flags.autoRollback !== false }, context);
  output.result(
    {
      command: 'canary',
      ...placeDocument(context),
      provider: provider.certificateProviderName,
      functionArn: signer.functionArn,
      canary: proof.document,
      rights: proof.rights,
    },
    `${proof.isProven ? 'proven: a device gets a certificate of the linked CA' : 'nothing proven by this canary'} · ${placeName(context)}`,
  );
  return proof.isProven ? EXIT.done : EXIT.blocked;
}

async function theProvider(context: ReadingContext) {
  const { reader, command } = context;
  const [provider] = await reader.listCertificateProviders();
  if (provider) return provider;
  throw new CertprovError(
    'AWS_NOT_FOUND',
    `AWS signs ${inPlace(context)}: there is no certificate provider that a canary could prove`,
    { fix: `switch it on with \`${command('init')}\`, which sends a canary itself`, exitCode: EXIT.usage },
  );
}
