import { join } from 'node:path';
import { startAccount } from '../../src/sandbox/start-account.ts';
import { makeFleet, onboardAtRate, type Onboarding } from './fleet.ts';

export interface SoakOrder<Run> {
  /** The state folder that certprov works on at the same time. */
  readonly home: string;
  /** At least; the line runs on until `switchOver` has ended, and some devices longer. */
  readonly devices: number;
  readonly perSecond: number;
  readonly inFlight: number;
  /** `init` as a process of its own. */
  readonly switchOver: () => Promise<Run>;
}

export interface Soaked<Run> {
  readonly run: Run;
  readonly devices: number;
  /** How many certificates each CA issued, by its name. */
  readonly issuedBy: Readonly<Record<string, number>>;
  readonly refusals: readonly Onboarding[];
  /** From the first refused device to the end of the last; 0 when none was. */
  readonly refusedForMs: number;
}

/** Before `switchOver` begins, and behind its end. */
const MARGIN = 5;

/** Devices come in one behind the other, at a rate that AWS allows, while somebody switches the signing. */
export async function soak<Run>({ home, devices, switchOver, ...line }: SoakOrder<Run>): Promise<Soaked<Run>> {
  const sandbox = await startAccount({ folder: join(home, 'sandbox') });
  try {
    const { caPem, ...broker } = await sandbox.mqtt();
    const fleet = await makeFleet(sandbox, { ...broker, caPem: [caPem] });
    let latest = 0;
    let endedAt: number | undefined;
    const begin = async (): Promise<Run> => {
      try {
        return await switchOver();
      } finally {
        endedAt = latest;
      }
    };
    let switching: Promise<Run> | undefined;
    const goesOn = (begun: number): boolean => {
      latest = begun;
      if (begun >= MARGIN) switching ??= begin();
      return endedAt === undefined || begun < Math.max(devices, endedAt + MARGIN);
    };
    const onboardings = await onboardAtRate(fleet, { ...line, goesOn });
    return { run: await switching!, devices: onboardings.length, ...summaryOf(onboardings) };
  } finally {
    await sandbox.close();
  }
}

function summaryOf(onboardings: readonly Onboarding[]): Omit<Soaked<unknown>, 'run' | 'devices'> {
  const issuedBy: Record<string, number> = {};
  for (const { issuer } of onboardings) {
    if (issuer !== undefined) issuedBy[issuer] = (issuedBy[issuer] ?? 0) + 1;
  }
  const refusals = onboardings.filter(({ refusal }) => refusal !== undefined);
  const first = Math.min(...refusals.map(({ startedAtMs }) => startedAtMs));
  const last = Math.max(...refusals.map(({ startedAtMs, tookMs }) => startedAtMs + tookMs));
  return { issuedBy, refusals, refusedForMs: refusals.length === 0 ? 0 : last - first };
}
