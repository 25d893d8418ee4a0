import { isOfTheWay } from '../../device/failed-way.ts';
import { CertprovError } from '../../errors.ts';
import type { Output } from '../../terminal/output.ts';

/** The way of a device, in its words. */
type StepName = 'claim' | 'connect with the claim' | 'certificate' | 'RegisterThing' | 'connect as itself';

/** What a refusal most likely means here and nowhere else; the error's own fix where nothing is said. */
type StepFixes = Partial<Readonly<Record<CertprovError['code'], string>>>;

interface StepTold {
  readonly output: Output;
  readonly fixes?: StepFixes;
  /** How the account is left when this step fails; asked when it has. */
  readonly aftermath: string | (() => string);
}

/** One step with a line of its own; a failure is the error that it was, with the step in it. */
export async function provisionStep<T>(
  step: StepName,
  { output, fixes = {}, aftermath }: StepTold,
  work: () => Promise<{ readonly value: T; readonly told: string }>,
): Promise<T> {
  const progress = output.progress(step);
  try {
    const { value, told } = await work();
    progress.succeed(told);
    return value;
  } catch (error) {
    progress.fail(step);
    if (!(error instanceof CertprovError)) throw error;
    const named = new CertprovError(
      error.code,
      error.message.startsWith(step) ? error.message : `${step}: ${error.message}`,
      {
        fix: fixHere(error, fixes[error.code]),
        exitCode: error.exitCode,
        cause: error.cause ?? error,
        details: { ...error.details, step },
      },
    );
    named.aftermath = typeof aftermath === 'string' ? aftermath : aftermath();
    throw named;
  }
}

/** A connection that was cut off may be the network's doing, which no words about the certificate help against. */
function fixHere(error: CertprovError, ofStep: string | undefined): string | undefined {
  const isCutOff = error.code === 'DEVICE_NOT_ACCEPTED' && isOfTheWay(error) && error.fix !== undefined;
  if (isCutOff && ofStep !== undefined) return `${error.fix}; at this step ${ofStep}`;
  return ofStep ?? error.fix;
}
