import { basename } from 'node:path';
import type { ReadingContext } from '../../context.ts';
import { CertprovError, usageInvalid } from '../../errors.ts';
import { typedPath } from '../../local/typed-path.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { bold, yellow } from '../../terminal/style.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import type { CsrIssuer } from '../../checks/trial/rules/csr-readable.ts';
import { assertUsable, deviceCsrs, type DeviceCsrFlags } from '../dry-run/device-csrs.ts';
import { trialCsr, type TrialCsr } from '../dry-run/trial-csr.ts';

/** What is signed before the switch. */
export interface TrialCsrs {
  /** The operator's, one for each model; none is possible, and said out loud. */
  readonly devices: readonly TrialCsr[];
  /** With a key that is at hand, so that the handshake is tried as well. */
  readonly made: TrialCsr;
}

/** What the flags name, read before anything else is done. */
export async function trialCsrs(flags: DeviceCsrFlags): Promise<TrialCsrs> {
  const devices = await deviceCsrs(flags);
  return { devices, made: await trialCsr({ keyType: flags.keyType }) };
}

const NONE = 'none';

/** A person is asked for real ones, unless flags have answered it or have confirmed the switch; without a terminal nobody is. */
export async function askDevices(
  csrs: TrialCsrs,
  {
    flags,
    issuer,
  }: { readonly flags: DeviceCsrFlags & { readonly confirm?: string | undefined }; readonly issuer: CsrIssuer },
  { prompter, output }: ReadingContext,
): Promise<TrialCsrs> {
  const isAnswered = flags.csr !== undefined || flags.keyType !== undefined || flags.confirm !== undefined;
  if (!prompter.interactive || isAnswered) return csrs;
  const { columns } = output;
  output.say();
  output.say(bold('  CSRs of your devices'));
  const why =
    'What your devices send cannot be seen in the account, and it decides whether they are signed: a subject, its strings, the extensions asked for. Give a CSR of each model, or a folder of them: each is signed in the trial, by a real certificate, before anything is switched. One that is refused stops the switch.';
  output.say(paragraph(why, columns));
  const devices: TrialCsr[] = [];
  for (;;) {
    const message = devices.length === 0 ? 'File or folder with CSRs of your devices' : 'Another file or folder';
    const path = typedPath(await prompter.input({ flag: '--csr', message, recommended: NONE }));
    if (path === NONE || path === '') return { ...csrs, devices };
    try {
      const found = await deviceCsrs({ csr: [path] }, devices);
      assertReadable(found);
      assertUsable(found, issuer);
      devices.push(...found);
      output.say(paragraph(foundText(found, devices), columns));
    } catch (error) {
      // What a device sends and nobody would sign is no slip of the keys: as with --csr, there is no switch then.
      if (!(error instanceof CertprovError) || error.code === 'CSR_REFUSED') throw error;
      output.say(paragraph(yellow(`! ${safeText(error.message)}`), columns));
      if (error.fix !== undefined) output.say(paragraph(`fix: ${output.named(safeText(error.fix))}`, columns));
    }
  }
}

/** Another file, or one that was damaged on its way here. */
function assertReadable(csrs: readonly TrialCsr[]): void {
  const damaged = csrs.find(({ read }) => read.refusal);
  if (!damaged?.read.refusal) return;
  const { message, fix } = damaged.read.refusal;
  throw usageInvalid(`${damaged.origin}: ${message}`, fix ?? 'make a new CSR: this one is damaged');
}

function foundText(found: readonly TrialCsr[], devices: readonly TrialCsr[]): string {
  if (found.length === 0) return yellow('! nothing new: the same CSRs are among those above');
  const names = found.map(({ origin }) => safeText(basename(origin))).join(', ');
  const sum = found.length === devices.length ? '' : `; ${devices.length} in all`;
  return `${found.length === 1 ? '1 CSR' : `${found.length} CSRs`}: ${names}${sum}`;
}

/** `2 CSRs of your devices, 1 made here: all passed`, or loudly that there was none. */
export function triedText({ devices }: TrialCsrs): string {
  if (devices.length === 0)
    return yellow(
      '! NO CSR OF YOUR DEVICES, only one made here. What your devices send was not tried: --csr <file or folder>',
    );
  return `${devices.length === 1 ? '1 CSR' : `${devices.length} CSRs`} of your devices, 1 made here: all passed`;
}
