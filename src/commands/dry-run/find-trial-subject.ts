import type { AwsReader, CertificateProvider, FunctionDescription } from '../../aws/ports/ports.ts';
import type { ReadingContext } from '../../context.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { asIssuer, readIssuerFile, type IssuerCertificate } from '../../deployment/issuer-certificate.ts';
import { findIssuer } from '../../deployment/issuer-store.ts';
import { assertFunctionReference } from '../../deployment/assert-function-reference.ts';
import { deployedExternal } from '../../deployment/deployed-signer.ts';
import { DEFAULT_FUNCTION_NAME } from '../../deployment/names.ts';
import { authorityByName } from '../../deployment/find-authority.ts';
import { readRemark } from '../../steps/read-remark.ts';
import { linkedAuthority, type LinkedAuthorityName } from '../../deployment/linked-authority.ts';

interface TrialSubjectFlags {
  readonly function?: string | undefined;
  readonly ca?: string | undefined;
  readonly caCertificate?: string | undefined;
}

export interface TrialSubject {
  readonly function: FunctionDescription;
  readonly issuer: IssuerCertificate | undefined;
  /** A CSR that names nobody, as far as is known: AWS Private CA does, and the built-in signer for every other CA. */
  readonly refusesNobody: boolean;
}

/** They name the CA of a function that is not certprov's own. */
const TAGS = 'the tags of the certificate provider';

/** The function that signs or would sign, and the CA that it is said to use. */
export async function findTrialSubject(flags: TrialSubjectFlags, context: ReadingContext): Promise<TrialSubject> {
  const { reader } = context;
  const [provider] = await reader.listCertificateProviders();
  const signer = await findFunction(flags, provider, context);
  const tags =
    provider?.lambdaFunctionArn === signer.functionArn
      ? await readRemark(TAGS, reader.listTags(provider.certificateProviderArn), context.output)
      : {};
  const linked = linkedAuthority(signer.environment, tags ?? {});
  return {
    function: signer,
    issuer: await findAuthority(flags, linked, context),
    refusesNobody:
      deployedExternal(signer.environment) !== undefined ||
      (flags.caCertificate === undefined && (flags.ca !== undefined || (linked !== undefined && 'arn' in linked))),
  };
}

/** The one named; else the provider's; else the one that `init` prepares. */
async function findFunction(
  flags: TrialSubjectFlags,
  provider: CertificateProvider | undefined,
  { reader, place, command }: ReadingContext,
): Promise<FunctionDescription> {
  if (flags.function !== undefined) assertFunctionReference(flags.function, place);
  const name = flags.function ?? provider?.lambdaFunctionArn ?? DEFAULT_FUNCTION_NAME;
  const signer = await reader.describeFunction(name);
  if (signer) return signer;
  if (flags.function === undefined && provider) {
    throw new CertprovError(
      'AWS_NOT_FOUND',
      `the function of the certificate provider no longer exists: ${provider.lambdaFunctionArn}`,
      {
        fix: `no CSR can be signed: go back to AWS with \`${command('rollback')}\``,
        exitCode: EXIT.blocked,
      },
    );
  }
  throw new CertprovError(
    'AWS_NOT_FOUND',
    flags.function === undefined
      ? 'there is no function to try yet'
      : `there is no function ${name} in ${place.account}, ${place.region}`,
    {
      fix:
        flags.function === undefined
          ? `name one with --function, or prepare one with \`${command('init')}\``
          : 'check the name and the Region',
      exitCode: EXIT.usage,
      details: { flag: '--function' },
    },
  );
}

async function findAuthority(
  flags: TrialSubjectFlags,
  linked: LinkedAuthorityName | undefined,
  { reader, home }: ReadingContext,
): Promise<IssuerCertificate | undefined> {
  if (flags.caCertificate !== undefined) return readIssuerFile(flags.caCertificate);
  if (flags.ca !== undefined) return fromPca((await authorityByName(flags.ca, reader)).arn, reader);
  if (linked === undefined) return undefined;
  if ('issuer' in linked) return linked.issuer;
  return 'arn' in linked ? fromPca(linked.arn, reader) : findIssuer(home, linked.fingerprint);
}

async function fromPca(arn: string, reader: AwsReader): Promise<IssuerCertificate | undefined> {
  const certificate = await reader.certificateAuthorityCertificate(arn);
  return certificate && asIssuer(certificate.certificatePem);
}
