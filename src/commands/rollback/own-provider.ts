import type { MadeAction } from '../../actions/journal.ts';
import { createCertificateProvider } from '../../actions/kinds/create-certificate-provider.ts';
import { providerArnOf } from '../../aws/arn.ts';
import type { CertificateProvider } from '../../aws/ports/ports.ts';
import type { ReadingContext } from '../../context.ts';
import { isOurs } from '../../deployment/ownership.ts';
import { CertprovError, EXIT } from '../../errors.ts';

interface ProviderFlags {
  /** Names a provider that certprov did not make, which it otherwise leaves alone. */
  readonly provider?: string | undefined;
  readonly all?: boolean | undefined;
  /** With `all`: somebody else's is there, which is said once however often is looked. */
  readonly onForeign?: (what: string) => void;
}

/** The provider to delete: ours by journal or tag, or the one that the operator names. */
export async function findOwnProvider(
  flags: ProviderFlags,
  made: readonly MadeAction[],
  context: ReadingContext,
): Promise<CertificateProvider | undefined> {
  const { command } = context;
  const providers = await readProviders(flags, made, context);
  const [provider] = providers;
  if (!provider) return undefined;
  if (flags.provider !== undefined) return named(flags.provider, providers);
  if (made.some((one) => isCreationOf(provider, one)) || (await hasOurTag(provider, context))) return provider;
  const foreign = `the certificate provider "${provider.certificateProviderName}" (${provider.lambdaFunctionArn}) was not made by certprov`;
  if (flags.all) {
    flags.onForeign?.(foreign);
    return undefined;
  }
  throw new CertprovError('PROVIDER_FOREIGN', foreign, {
    fix: `find its owner; if it is to go all the same, name it: ${command(`rollback --provider ${provider.certificateProviderName}`)}`,
    exitCode: EXIT.blocked,
  });
}

/**
 * Whose it is has to be read, but not of one that the operator names: it is deleted by its name alone, and a read that
 * fails must not keep a fleet refused.
 */
async function readProviders(
  flags: ProviderFlags,
  made: readonly MadeAction[],
  { reader, place, command }: ReadingContext,
): Promise<readonly CertificateProvider[]> {
  try {
    return await reader.listCertificateProviders();
  } catch (error) {
    if (!(error instanceof CertprovError) || !error.code.startsWith('AWS_')) throw error;
    const known = made.map(({ action }) => action).find(({ kind }) => kind === createCertificateProvider.kind)?.args;
    const { certificateProviderName: knownName, lambdaFunctionArn = '' } = (known ?? {}) as Readonly<
      Record<string, string>
    >;
    const { provider: certificateProviderName } = flags;
    if (certificateProviderName !== undefined)
      return [
        {
          certificateProviderName,
          certificateProviderArn: providerArnOf(place, certificateProviderName),
          lambdaFunctionArn: certificateProviderName === knownName ? lambdaFunctionArn : '',
          accountDefaultForOperations: [],
          creationDate: undefined,
          lastModifiedDate: undefined,
        },
      ];
    const { code, message, fix, exitCode, details } = error;
    const wayOut =
      knownName === undefined
        ? 'to delete one without that, name it with --provider'
        : `to delete one without that: ${command(`rollback --provider ${knownName}`)}`;
    throw new CertprovError(code, `whether a certificate provider is on cannot be read: ${message}`, {
      fix: fix ? `${fix}; ${wayOut}` : wayOut,
      exitCode,
      details,
      cause: error,
    });
  }
}

function named(name: string, providers: readonly CertificateProvider[]): CertificateProvider {
  const found = providers.find((p) => p.certificateProviderName === name);
  if (found) return found;
  const known = providers.map((p) => `"${p.certificateProviderName}"`).join(', ');
  throw new CertprovError('AWS_NOT_FOUND', `there is no certificate provider "${name}"; there is ${known}`, {
    fix: 'check the name with `certprov status`',
    exitCode: EXIT.usage,
  });
}

/**
 * Known from the journal without a look at the tags, which may not be readable. Somebody may have made another one of the
 * same name for the same function, which only its date tells.
 */
function isCreationOf(provider: CertificateProvider, { action: { kind, args }, receipt }: MadeAction): boolean {
  const { certificateProviderName, lambdaFunctionArn } = args as Readonly<Record<string, unknown>>;
  const created = (receipt as { readonly creationDate?: unknown } | null | undefined)?.creationDate;
  return (
    kind === createCertificateProvider.kind &&
    certificateProviderName === provider.certificateProviderName &&
    lambdaFunctionArn === provider.lambdaFunctionArn &&
    typeof created === 'string' &&
    Date.parse(created) === provider.creationDate?.getTime()
  );
}

async function hasOurTag(provider: CertificateProvider, { reader, command }: ReadingContext): Promise<boolean> {
  try {
    return isOurs(await reader.listTags(provider.certificateProviderArn));
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    const { code, message, fix, exitCode, details } = error;
    const wayOut = `to delete it whoever made it: ${command(`rollback --provider ${provider.certificateProviderName}`)}`;
    throw new CertprovError(
      code,
      `whose the certificate provider "${provider.certificateProviderName}" is could not be determined: ${message}`,
      { fix: fix ? `${fix}; ${wayOut}` : wayOut, exitCode, details, cause: error },
    );
  }
}

/**
 * While the operator read the page, somebody else may have made the provider anew or pointed it elsewhere: then it is
 * theirs. One that has gone is no change, since it was to go.
 */
export async function assertSameProvider(
  shown: CertificateProvider,
  { reader, command }: ReadingContext,
): Promise<void> {
  // Named by the operator, and not read at all.
  if (shown.lambdaFunctionArn === '') return;
  const now = (await reader.listCertificateProviders()).find(
    ({ certificateProviderName }) => certificateProviderName === shown.certificateProviderName,
  );
  if (!now || identityOf(now) === identityOf(shown)) return;
  throw new CertprovError(
    'ACCOUNT_CHANGED',
    `the certificate provider "${shown.certificateProviderName}" was changed by somebody else in the meantime (${now.lambdaFunctionArn})`,
    { fix: `look at it with \`${command('status')}\`, then run the same command again`, exitCode: EXIT.blocked },
  );
}

const identityOf = ({ lambdaFunctionArn, creationDate, lastModifiedDate }: CertificateProvider): string =>
  JSON.stringify([lambdaFunctionArn, creationDate, lastModifiedDate]);
