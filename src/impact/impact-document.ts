import type { FleetFacts } from '../checks/impact/fleet-facts.ts';
import type { Impact } from '../checks/impact/judge-fleet.ts';
import { goLiveSeconds } from '../checks/impact/onboarding-ceiling.ts';
import type { Json } from '../terminal/output.ts';

/** The impact in `impact --json` and `init --json`; its members are public interface. */
export function impactDocument(
  facts: FleetFacts,
  { verdicts, findings, ceiling }: Impact,
  fleetSize: number | undefined,
): { [key: string]: Json | undefined } {
  const { policies, registeredCas, metrics, httpCallers, issuers } = facts;
  const count = (wanted: string): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
  return {
    counts: {
      signedByYourCa: count('signed-by-your-ca'),
      notAffected: count('not-affected'),
      cannotTell: count('cannot-tell'),
    },
    templates:
      facts.templates &&
      verdicts.map(({ templateName, verdict, why, claims }) => ({
        templateName,
        verdict,
        why,
        claims: claims.map(({ policyName, way }) => ({ policyName, way })),
      })),
    metrics: metrics && { days: metrics.days, fromCsr: { ...metrics.fromCsr }, withKeys: { ...metrics.withKeys } },
    policies: policies && { read: policies.read.length, total: policies.total },
    registeredCas: registeredCas && { read: registeredCas.read.length, total: registeredCas.total },
    httpCallers: httpCallers && {
      days: httpCallers.days,
      isWhole: httpCallers.isWhole,
      callers: httpCallers.callers.map(({ last, ...caller }) => ({ ...caller, last: last.toISOString() })),
    },
    certificates: issuers && {
      read: issuers.read,
      unreadable: issuers.unreadable,
      hasMore: issuers.hasMore,
      issuers: issuers.groups.map(({ firstEnd, lastEnd, ...group }) => ({
        ...group,
        firstEnd: firstEnd.toISOString(),
        lastEnd: lastEnd.toISOString(),
      })),
    },
    ceiling: {
      devicesPerSecond: ceiling.perSecond,
      setBy: ceiling.setBy.what,
      parts: ceiling.parts.map((part) => ({ ...part })),
      ...(fleetSize === undefined ? {} : { goLive: goLive(fleetSize, ceiling.perSecond) }),
    },
    findings: findings.map((finding) => ({ ...finding })),
  };
}

const goLive = (devices: number, perSecond: number): Json => {
  const seconds = goLiveSeconds(devices, perSecond);
  return { devices, seconds: Number.isFinite(seconds) ? seconds : null };
};
