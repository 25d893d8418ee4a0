import { randomBytes } from 'node:crypto';
import type { SampleKeyType } from '../../csr/build-certification-request.ts';
import { parseName } from '../../csr/names/parse-name.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import type { DeviceEndpoint, MqttPort } from '../../device/device-endpoint.ts';
import { PAYLOAD_FORMATS, type PayloadFormat } from '../../device/payload-format.ts';
import { inputRequired, usageInvalid } from '../../errors.ts';
import { typedPath } from '../../local/typed-path.ts';
import { DEFAULT_KEY_TYPE, KEY_TYPES } from '../dry-run/trial-csr.ts';
import { completeParameters, neededParameters, readParameters, type Parameters } from './ask-parameters.ts';
import { chooseTemplate, type ChosenTemplate } from './ask-template.ts';
import { assertNothingThere, identityFiles, type IdentityFiles } from './keep-identity.ts';
import { namedEndpoint } from './named-endpoint.ts';
import { claimFiles, readClaim, type Claim } from './read-claim.ts';

export interface ProvisionFlags {
  readonly claimCertificate?: string | undefined;
  readonly claimKey?: string | undefined;
  readonly trustedUser?: boolean | undefined;
  readonly template?: string | undefined;
  readonly parameter?: readonly string[] | undefined;
  readonly subject?: string | undefined;
  readonly keyType?: string | undefined;
  readonly keysByAws?: boolean | undefined;
  readonly clientId?: string | undefined;
  readonly format?: string | undefined;
  readonly outDir?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly tlsRoots?: string | undefined;
  readonly mqttPort?: MqttPort | undefined;
  readonly trace?: boolean | undefined;
}

/** Everything that was asked for, before anything is made. */
export interface ProvisionRequest {
  /** Undefined: a trusted user, who is given a claim on the way. */
  readonly claim: Claim | undefined;
  readonly template: ChosenTemplate;
  readonly parameters: Parameters;
  /** Undefined: AWS makes the key. */
  readonly ownKey: { readonly subject: string; readonly keyType: SampleKeyType } | undefined;
  /** Of the connection with the claim. */
  readonly clientId: string;
  readonly format: PayloadFormat;
  readonly files: IdentityFiles;
  readonly endpoint: DeviceEndpoint;
}

/** AWS's quota: 128 bytes. @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
const LONGEST_CLIENT_ID = 128;

/** A flag is an answer; in a terminal the others are asked for. */
export async function asProvisionRequest(flags: ProvisionFlags, context: ChangingContext): Promise<ProvisionRequest> {
  const clientId = readClientId(flags.clientId);
  const ownKey = readKeyFlags(flags, clientId);
  const format = PAYLOAD_FORMATS.find((known) => known === (flags.format ?? 'json'));
  if (!format) throw usageInvalid(`--format is one of ${PAYLOAD_FORMATS.join(', ')}, not ${flags.format}`);
  const given = readParameters(flags.parameter ?? []);
  const files = identityFiles(flags.outDir ?? clientId.replaceAll(/[^\w.-]/g, '_'));
  const named = await namedEndpoint(flags, context);
  const claim = await chooseClaim(flags, context);
  const template = await chooseTemplate(flags.template, context);
  const needed = template.described ? neededParameters(template.described.templateBody) : [];
  const parameters = await completeParameters(given, needed, context.prompter);
  await assertNothingThere(files);
  const endpoint = named ?? (await context.deviceEndpoint());
  return { claim, template, parameters, ownKey, clientId, format, files, endpoint };
}

function readClientId(flag: string | undefined): string {
  const clientId = flag ?? `certprov-device-${randomBytes(3).toString('hex')}`;
  const size = Buffer.byteLength(clientId);
  if (size === 0 || size > LONGEST_CLIENT_ID || /[\p{Cc}\p{Cs}]/u.test(clientId))
    throw usageInvalid(`--client-id takes 1 to ${LONGEST_CLIENT_ID} bytes of text`);
  return clientId;
}

/** A subject of its own says in the console which device it is. */
function readKeyFlags({ keysByAws, subject, keyType }: ProvisionFlags, clientId: string): ProvisionRequest['ownKey'] {
  if (keysByAws) {
    if (subject === undefined && keyType === undefined) return undefined;
    throw usageInvalid('--keys-by-aws goes without --subject and --key-type: AWS chooses both');
  }
  const type = KEY_TYPES.find((known) => known === (keyType ?? DEFAULT_KEY_TYPE));
  if (!type) throw usageInvalid(`--key-type is one of ${KEY_TYPES.join(', ')}, not ${keyType}`);
  const name = subject ?? `CN=${clientId.replaceAll(/([,+"\\<>;=#])/g, '\\$1')}`;
  parseName(name);
  return { subject: name, keyType: type };
}

async function chooseClaim(flags: ProvisionFlags, { prompter, now }: ReadingContext): Promise<Claim | undefined> {
  const files = claimFiles(flags.claimCertificate, flags.claimKey);
  if (files && flags.trustedUser) throw usageInvalid('--claim-certificate and --trusted-user exclude each other');
  if (files) return readClaim(files, now());
  if (flags.trustedUser) return undefined;
  if (!prompter.interactive) {
    throw inputRequired('--trusted-user or --claim-certificate', {
      fix: 'pass --trusted-user, or --claim-certificate and --claim-key',
    });
  }
  const isTrusted = await prompter.select({
    flag: '--trusted-user',
    message: 'How does the device come in?',
    choices: [
      {
        value: true,
        label: 'trusted user   with a claim that your AWS credentials get for five minutes',
        short: 'trusted user',
      },
      { value: false, label: 'claim          with the claim certificate of your fleet', short: 'claim' },
    ],
    recommended: true,
  });
  if (isTrusted) return undefined;
  const claimCertificate = await prompter.input({
    flag: '--claim-certificate',
    message: 'File of the claim certificate:',
  });
  const claimKey = await prompter.input({ flag: '--claim-key', message: 'File of its private key:' });
  return readClaim({ claimCertificate: typedPath(claimCertificate), claimKey: typedPath(claimKey) }, now());
}
