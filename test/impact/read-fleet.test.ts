import { describe, expect, it } from 'vitest';
import { createPacer } from '../../src/aws/connection/pacer.ts';
import { judgeFleet } from '../../src/checks/impact/judge-fleet.ts';
import { CertprovError } from '../../src/errors.ts';
import { impactPage } from '../../src/impact/impact-page.ts';
import { readFleet, type FleetSource } from '../../src/impact/read-fleet.ts';
import { ANY_CA, csrClaims, keysClaims, PLACE, template } from '../checks/impact/fleet.ts';
import { virtualClock } from './virtual-clock.ts';

const TEMPLATES = 256;
const POLICIES = 3_000;

const device = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'iot:*',
      Resource: 'arn:aws:iot:eu-central-1:111122223333:topic/acme/${iot:ClientId}/*',
    },
  ],
};
const document = (statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** An account at AWS's limits: every second template's claims send CSRs; the others have AWS make keys. */
function largeAccount() {
  const templates = Array.from({ length: TEMPLATES }, (_, i) => `fleet-${String(i).padStart(3, '0')}`);
  const policies = new Map<string, string>();
  for (let i = 0; i < POLICIES - TEMPLATES; i++) policies.set(`device-${i}`, JSON.stringify(device));
  templates.forEach((name, i) =>
    policies.set(`z-${name}-claims`, document(i % 2 === 0 ? csrClaims(name) : keysClaims(name))),
  );
  return { templates, policies };
}

/** Each call takes 80 ms of a clock that only calls and pauses move, and is counted. */
function source({ templates, policies }: ReturnType<typeof largeAccount>, clock: ReturnType<typeof virtualClock>) {
  const pace = createPacer(clock);
  const begun: { action: string; at: number }[] = [];
  const call = async <T>(action: string, answer: () => T): Promise<T> => {
    await pace(action);
    begun.push({ action, at: clock.now() });
    await clock.pause(80);
    return answer();
  };
  async function* inPages<T>(action: string, all: readonly T[]): AsyncGenerator<readonly T[]> {
    for (let at = 0; at < all.length; at += 250) yield await call(action, () => all.slice(at, at + 250));
  }
  const fleetSource: FleetSource = {
    listProvisioningTemplates: () =>
      inPages(
        'iot:ListProvisioningTemplates',
        templates.map((name) => template(name)),
      ),
    describeProvisioningTemplate: (name) =>
      call('iot:DescribeProvisioningTemplate', () => ({
        ...template(name),
        templateBody: '{}',
        provisioningRoleArn: undefined,
        preProvisioningHookArn: undefined,
      })),
    listPolicies: () => inPages('iot:ListPolicies', [...policies.keys()]),
    policyDocument: (name) => call('iot:GetPolicy', () => policies.get(name)),
    policyTargets: (name) =>
      call('iot:ListTargetsForPolicy', () => ({ targets: [`arn:aws:iot:::cert/${name}`], hasMore: false })),
    listAttachedPolicies: (target) => call('iot:ListAttachedPolicies', () => [target.split('/')[1]!]),
    listCaCertificates: () => inPages('iot:ListCACertificates', []),
    describeCaCertificate: () => call('iot:DescribeCACertificate', () => undefined),
    httpSignings: () => inPages('cloudtrail:LookupEvents', []),
    newestCertificates: () => call('iot:ListCertificates', () => ({ certificateIds: [], hasMore: false })),
    describeCertificate: () => call('iot:DescribeCertificate', () => undefined),
    onboardingMetrics: (days) =>
      call('cloudwatch:GetMetricData', () => ({
        days,
        fromCsr: { calls: 1, failed: 0 },
        withKeys: { calls: 0, failed: 0 },
      })),
    concurrencyLimits: () => call('lambda:GetAccountSettings', () => ({ total: 1_000, unreserved: 1_000 })),
  };
  return { fleetSource, begun };
}

const mostInASecond = (times: readonly number[]): number => {
  let most = 0;
  for (let from = 0, to = 0; from < times.length; from++) {
    while (to < times.length && times[to]! < times[from]! + 1_000) to++;
    most = Math.max(most, to - from);
  }
  return most;
};

describe('reading who onboards how', () => {
  it('judges 256 templates and 3,000 policies within the rates of the APIs, and says how far it is', async () => {
    const clock = virtualClock();
    const { fleetSource, begun } = source(largeAccount(), clock);
    const shown: string[] = [];
    const facts = await clock.run(
      readFleet(fleetSource, PLACE, { isOn: false, now: clock.now, onProgress: (text) => shown.push(text) }),
    );
    const { verdicts, findings } = judgeFleet(facts, ANY_CA);
    const count = (wanted: string) => verdicts.filter(({ verdict }) => verdict === wanted).length;
    expect([count('signed-by-your-ca'), count('not-affected'), count('cannot-tell')]).toEqual([128, 128, 0]);
    expect(findings.map(({ code }) => code)).not.toContain('IMPACT_INCOMPLETE');

    for (const action of new Set(begun.map((call) => call.action))) {
      const times = begun.filter((call) => call.action === action).map(({ at }) => at);
      expect({ action, isWithinRate: mostInASecond(times) <= 8 }).toEqual({ action, isWithinRate: true });
    }
    // The most calls of one kind are the documents, and nothing else should make it longer than they do.
    expect(clock.now() / 1_000).toBeLessThan((POLICIES + 2 * TEMPLATES) / 8);
    expect(shown).toContain('policies: 1,500 of 3,000');
  });

  it('ends in time for a page of init, and tells what it did not read', async () => {
    const clock = virtualClock();
    const { fleetSource } = source(largeAccount(), clock);
    const facts = await clock.run(readFleet(fleetSource, PLACE, { isOn: false, now: clock.now, budgetMs: 10_000 }));
    expect(clock.now()).toBeLessThan(12_000);
    const impact = judgeFleet(facts, ANY_CA);
    expect(facts.unread.map(({ what }) => what)).toContainEqual(
      expect.stringMatching(/^\d+ of 3,000 IoT policies were read$/),
    );
    expect(impact.verdicts.filter(({ verdict }) => verdict === 'not-affected')).toEqual([]);
    const page = impactPage(facts, impact, { columns: 80, fleetSize: 5_000, command: 'certprov impact' });
    expect(page.split('\n').length).toBeLessThanOrEqual(14);
    expect(page).toMatch(/\d+ of 3,000 IoT policies were read/);
    expect(page).toMatch(/All of it, with fixes:\n {4}certprov impact$/);
  });

  it('goes on without what it may not read, names the permission, and asks no second time', async () => {
    const clock = virtualClock();
    const { fleetSource, begun } = source(largeAccount(), clock);
    const denied = (action: string) => async () => {
      begun.push({ action, at: clock.now() });
      await clock.pause(80);
      throw new CertprovError('AWS_ACCESS_DENIED', `${action} was refused`, { details: { action } });
    };
    const facts = await clock.run(
      readFleet(
        {
          ...fleetSource,
          policyDocument: denied('iot:GetPolicy'),
          onboardingMetrics: denied('cloudwatch:GetMetricData'),
        },
        PLACE,
        { isOn: false, now: clock.now },
      ),
    );
    expect(facts.metrics).toBeNull();
    expect(facts.policies).toEqual({ read: [], total: POLICIES });
    expect(begun.filter(({ action }) => action === 'iot:GetPolicy').length).toBeLessThan(10);
    expect(facts.unread.map(({ fix }) => fix)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('allow iot:GetPolicy'),
        expect.stringContaining('allow cloudwatch:GetMetricData'),
      ]),
    );
    const { verdicts } = judgeFleet(facts, ANY_CA);
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['cannot-tell']));
  });

  it('takes a defect for what it is', async () => {
    const clock = virtualClock();
    const { fleetSource } = source(largeAccount(), clock);
    const broken = { ...fleetSource, concurrencyLimits: () => Promise.reject(new TypeError('a defect')) };
    await expect(clock.run(readFleet(broken, PLACE, { isOn: false, now: clock.now, budgetMs: 1_000 }))).rejects.toThrow(
      'a defect',
    );
  });
});
