import type { ReadingContext } from '../../context.ts';
import { CertprovError } from '../../errors.ts';
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
    'What your devices send cannot be seen in the account, and it decides whether they are signed: a subject, its strings, the extensions asked for. Give a CSR of each model, or a folder of them: each is signed in the trial, before anything is switched. That is one real certificate each.';
  output.say(paragraph(why, columns));
  const devices: TrialCsr[] = [];
  for (;;) {
    const message = devices.length === 0 ? 'File or folder with CSRs of your devices' : 'Another file or folder';
    const path = (await prompter.input({ flag: '--csr', message, recommended: NONE })).trim();
    if (path === NONE || path === '') return { ...csrs, devices };
    try {
      const found = await deviceCsrs({ csr: [path] });
      assertUsable(found, issuer);
      const known = new Set(devices.map(nameOf));
      devices.push(...found.filter((one) => !known.has(nameOf(one))));
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
      output.say(paragraph(yellow(`! ${safeText(error.message)}`), columns));
      if (error.fix !== undefined) output.say(paragraph(`fix: ${safeText(error.fix)}`, columns));
    }
  }
}

const nameOf = ({ input, read }: TrialCsr): string => (read.request?.der ?? input).toString('base64');

/** `2 CSRs of your devices, 1 made here: all passed`, or loudly that there was none. */
export function triedText({ devices }: TrialCsrs): string {
  if (devices.length === 0)
    return yellow(
      '! NO CSR OF YOUR DEVICES, only one made here. What your devices send was not tried: --csr <file or folder>',
    );
  return `${devices.length === 1 ? '1 CSR' : `${devices.length} CSRs`} of your devices, 1 made here: all passed`;
}
