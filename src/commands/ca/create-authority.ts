import { createKey } from '../../actions/kinds/create-key.ts';
import { createSecret } from '../../actions/kinds/create-secret.ts';
import type { OwnCaSecret } from '../../authority/secret-documents.ts';
import { cutOffKeyRuns, holderOf, KEY_SPECS, type KeyHolder } from './ca-key.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { buildCaCertificate } from '../../csr/build-ca-certificate.ts';
import { buildCaRequest, type SampleKeyType } from '../../csr/build-certification-request.ts';
import { encodeName } from '../../csr/names/distinguished-name.ts';
import { parseName } from '../../csr/names/parse-name.ts';
import { shellWord } from '../../local/shell-word.ts';
import { cancelled, CertprovError, EXIT, inputRequired, usageInvalid, type ExitCode } from '../../errors.ts';
import { typedPath } from '../../local/typed-path.ts';
import { asIssuer } from '../../deployment/issuer-certificate.ts';
import { keepIssuer } from '../../deployment/issuer-store.ts';
import { Journal, newRunId } from '../../actions/journal.ts';
import { readLandingZone, tagsFor, type LandingZone, type LandingZoneFlags } from '../../deployment/landing-zone.ts';
import { withLandingZoneHint } from '../policy/landing-zone-hint.ts';
import { underKeyOf } from '../../steps/encryption.ts';
import type { Action, Plan } from '../../actions/plan.ts';
import { lockFor, nothingChanged } from '../../actions/lock-account.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { assertFree, writeNew } from '../../local/write-new.ts';
import { applyActions, nothingApplied, type ApplyProgress } from '../../actions/apply-actions.ts';
import { inPlace, placeDocument, showHeader } from '../header.ts';
import { planDocument, showPreparation } from '../init/show-plan.ts';

export interface CreateAuthorityFlags extends Pick<LandingZoneFlags, 'tags' | 'encryptionKey'> {
  /** `kms` or `secret`: where the key lives. */
  readonly key?: string | undefined;
  readonly keyType?: string | undefined;
  /** RFC 4514, e.g. `CN=Acme Device CA,O=Acme`. */
  readonly subject?: string | undefined;
  /** Alias without `alias/`, or the last part of the secret's name. */
  readonly name?: string | undefined;
  readonly years?: number | undefined;
  readonly out?: string | undefined;
  /** A request for a corporate root instead of a certificate that signs itself. */
  readonly request?: boolean | undefined;
  readonly plan?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

const DEFAULT_CA_NAME = 'certprov-device-ca';
const DEFAULT_YEARS = 10;
const MAX_YEARS = 30;

interface Wanted {
  readonly landing: LandingZone;
  readonly isKms: boolean;
  readonly keyType: SampleKeyType;
  readonly subject: Buffer;
  readonly name: string;
  readonly years: number;
  readonly out: string;
}

/** Plan, question, key, certificate, file: in this order, and the file is never written over another. */
export async function createAuthority(flags: CreateAuthorityFlags, context: ChangingContext): Promise<ExitCode> {
  const { now, interrupt, output } = context;
  const wanted = await readFlags(flags, context);
  showHeader('ca create', context);
  const runId = newRunId(now());
  const holder = await holderOf(wanted, context);
  const plan: Plan = { prepare: holder.isThere ? [] : [await actionFor(wanted, runId, context)], switch: [] };
  showPreparation(plan, output);
  if (flags.plan) {
    output.result(
      {
        command: 'ca create',
        ...placeDocument(context),
        applied: false,
        plan: planDocument(plan),
      },
      `the plan only ${inPlace(context)}: ${nothingChanged(context) ?? 'it was not carried out'}`,
    );
    return EXIT.done;
  }
  await confirm(flags, context);
  const unlock = await lockFor('ca create', context);
  try {
    return await interrupt.section(() => carryOut({ wanted, flags, runId, plan, holder }, context));
  } finally {
    unlock();
  }
}

async function readFlags(flags: CreateAuthorityFlags, { prompter, place }: ReadingContext): Promise<Wanted> {
  const landing = readLandingZone(flags, place);
  const { key = 'kms', keyType = 'ec-p256', name = DEFAULT_CA_NAME, years = DEFAULT_YEARS } = flags;
  if (key === 'kms' && flags.encryptionKey !== undefined)
    throw usageInvalid('--encryption-key is for a secret: a key in KMS is under nothing else');
  if (key !== 'kms' && key !== 'secret') throw usageInvalid(`--key is kms or secret, not ${key}`);
  if (!Object.hasOwn(KEY_SPECS, keyType)) {
    throw usageInvalid(`--key-type is one of ${Object.keys(KEY_SPECS).join(', ')}, not ${keyType}`);
  }
  if (!/^[A-Za-z0-9][\w-]{0,63}$/.test(name)) {
    throw usageInvalid(`--name ${name} is not valid: 1 to 64 letters, digits, - and _`);
  }
  if (!Number.isInteger(years) || years < 1 || years > MAX_YEARS) {
    throw usageInvalid(`--years is a whole number from 1 to ${MAX_YEARS}`);
  }
  const text =
    flags.subject ?? (await prompter.input({ flag: '--subject', message: 'Subject of the CA', validate: problemOf }));
  const out =
    flags.out ??
    typedPath(
      await prompter.input({
        flag: '--out',
        message: flags.request ? 'File for the request' : 'File for its certificate',
        recommended: `${name}.pem`,
      }),
    );
  await assertFree(out);
  return {
    landing,
    isKms: key === 'kms',
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one of the keys above
    keyType: keyType as SampleKeyType,
    subject: encodeName(parseName(text)),
    name,
    years,
    out,
  };
}

function problemOf(subject: string): string | undefined {
  try {
    parseName(subject);
    return undefined;
  } catch (error) {
    if (error instanceof CertprovError) return error.message;
    throw error;
  }
}

async function actionFor(
  { isKms, keyType, name, landing }: Wanted,
  runId: string,
  context: ReadingContext,
): Promise<Action> {
  const tags = tagsFor(landing, runId);
  if (!isKms)
    return createSecret.with({ secretName: `certprov-ca/${name}`, holds: 'ca-key', ...underKeyOf(landing), tags });
  const key = createKey.with({ alias: `alias/${name}`, keySpec: KEY_SPECS[keyType]!, tags });
  const leftBy = await cutOffKeyRuns(key, context);
  return leftBy.length === 0 ? key : createKey.with({ ...key.args, leftBy });
}

async function confirm({ yes }: CreateAuthorityFlags, { prompter, command }: ReadingContext): Promise<void> {
  if (yes) return;
  if (!prompter.interactive) {
    throw inputRequired('--yes', { fix: `add --yes, or run \`${command('ca create')}\` in a terminal` });
  }
  if (!(await prompter.confirm({ flag: '--yes', message: 'Make this CA now? No device is affected.' })))
    throw cancelled();
}

interface Order {
  readonly wanted: Wanted;
  readonly flags: CreateAuthorityFlags;
  readonly runId: string;
  readonly plan: Plan;
  readonly holder: KeyHolder;
}

async function carryOut({ wanted, flags, runId, plan, holder }: Order, context: ChangingContext): Promise<ExitCode> {
  const { output } = context;
  const progress = nothingApplied(plan.prepare.length);
  try {
    const journal = await Journal.start(runId, context);
    try {
      await applyActions(plan.prepare, { journal, context, progress, secrets: secretsOf(wanted, holder) });
    } finally {
      await journal.close();
    }
    await writeResult(wanted, flags, holder, context);
  } catch (caught) {
    const error = withLandingZoneHint(caught, wanted.landing);
    if (error instanceof CertprovError) error.aftermath = aftermath(wanted, progress, context);
    throw error;
  }
  output.result(
    {
      command: 'ca create',
      ...placeDocument(context),
      applied: true,
      key: wanted.isKms ? `alias/${wanted.name}` : `certprov-ca/${wanted.name}`,
      file: wanted.out,
      holds: flags.request ? 'request' : 'certificate',
    },
    `${flags.request ? 'the request' : 'the certificate of the CA'} is in ${wanted.out}; the key is ${inPlace(context)}`,
  );
  return EXIT.done;
}

/** The file last: what is in it is complete. */
async function writeResult(
  wanted: Wanted,
  flags: CreateAuthorityFlags,
  holder: KeyHolder,
  { home, now, output, command }: ReadingContext,
): Promise<void> {
  const { spki, sign } = await holder.open();
  const link = `init --ca-kind ${wanted.isKms ? 'kms' : 'secret'} ${linkFlags(wanted)} --ca-certificate`;
  const say = (text: string): void => output.say(paragraph(text, output.columns));
  if (flags.request) {
    const request = await buildCaRequest({ subject: wanted.subject, spki }, sign);
    await writeNew(wanted.out, request.pem, 'the request');
    say(`have your root sign it, then: ${command(`${link} signed.pem`)}`);
  } else {
    const { subject, years, out } = wanted;
    const certificate = await buildCaCertificate({ subject, spki, years, now: now().getTime() }, sign);
    await keepIssuer(home, asIssuer(certificate.pem));
    await writeNew(out, certificate.pem, 'the certificate of the CA');
    say(`link it: ${command(`${link} ${shellWord(out)}`)}`);
  }
}

/** The next run finds a key in KMS again; one that was to go into a secret was known to this process only. */
function aftermath(
  { isKms, name }: Wanted,
  { applied, unsure, total }: ApplyProgress,
  { command }: ReadingContext,
): string {
  const maybe = unsure > 0 ? `, ${unsure} more may have been` : '';
  const state = `no device is affected · ${applied} of ${total} actions applied${maybe}`;
  return isKms || applied + unsure === 0
    ? `${state}\ngo on: the same command again`
    : `${state}\na key without a certificate is of no use: ${command(`ca delete certprov-ca/${name}`)}\ngo on: the same command with another --name`;
}

const secretsOf = ({ name }: Wanted, { secretPem }: KeyHolder): Map<string, string> | undefined =>
  secretPem === undefined ? undefined : new Map([[`certprov-ca/${name}`, secretOf(secretPem)]]);

const secretOf = (privateKeyPem: string): string => JSON.stringify({ privateKeyPem } satisfies OwnCaSecret);

const linkFlags = ({ isKms, name }: Wanted): string =>
  isKms ? `--kms-key alias/${name}` : `--ca-secret certprov-ca/${name}`;
