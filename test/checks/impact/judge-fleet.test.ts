import { describe, expect, it } from 'vitest';
import type { FleetFacts } from '../../../src/checks/impact/fleet-facts.ts';
import { judgeFleet } from '../../../src/checks/impact/judge-fleet.ts';
import {
  ANY_CA,
  csrClaims,
  csrFilter,
  csrTopic,
  fleet,
  keysClaims,
  keysTopic,
  policy,
  provision,
  statement,
  template,
} from './fleet.ts';

const verdictOf = (facts: FleetFacts, name = 'a') =>
  judgeFleet(facts, ANY_CA).verdicts.find(({ templateName }) => templateName === name);
const codesOf = (facts: FleetFacts) => judgeFleet(facts, ANY_CA).findings.map(({ code }) => code);

const everything = policy('Everything', [statement('iot:*', '*')]);
const unclear = csrClaims('a').map((s) => ({ ...s, Condition: { Bool: { x: 'true' } } }));

describe('whose certificates the devices of a template will have', () => {
  it.each<[string, string, RegExp, FleetFacts]>([
    [
      'claims send CSRs',
      'signed-by-your-ca',
      /^Claims lets its claims send CSRs$/,
      fleet([policy('Claims', csrClaims('a'))]),
    ],
    [
      'the policy has a wildcard for the template',
      'signed-by-your-ca',
      /Claims/,
      fleet([policy('Claims', csrClaims('*'))]),
    ],
    [
      'claims may do both',
      'signed-by-your-ca',
      /keys made by AWS stay with AWS/,
      fleet([policy('Claims', [...csrClaims('a'), ...keysClaims('a')])]),
    ],
    [
      'claims only have AWS make keys',
      'not-affected',
      /Claims.*AWS make keys/,
      fleet([policy('Claims', keysClaims('a'))]),
    ],
    [
      'just-in-time provisioning',
      'not-affected',
      /bring their certificate/,
      fleet([], { templates: [template('a', { type: 'JITP' })] }),
    ],
    [
      'the template is disabled',
      'not-affected',
      /disabled/,
      fleet([policy('Claims', csrClaims('a'))], { templates: [template('a', { enabled: false })] }),
    ],
    ['claims of another template only', 'cannot-tell', /trusted users/, fleet([policy('Claims', csrClaims('b'))])],
    [
      'nobody has the policy',
      'cannot-tell',
      /trusted users/,
      fleet([policy('Claims', csrClaims('a'))], {
        uses: new Map([['Claims', { targetCount: 0, hasMore: false, holders: [] }]]),
      }),
    ],
    [
      'who has the policy is not known',
      'cannot-tell',
      /who has Claims was not read/,
      fleet([policy('Claims', csrClaims('a'))], { uses: new Map() }),
    ],
    [
      'topic where topicfilter is needed',
      'cannot-tell',
      /not receive the reply/,
      fleet([policy('Claims', [statement(['iot:Publish', 'iot:Receive', 'iot:Subscribe'], csrTopic, provision('a'))])]),
    ],
    [
      'no iot:Receive',
      'cannot-tell',
      /not receive/,
      fleet([
        policy('Claims', [statement('iot:Publish', csrTopic, provision('a')), statement('iot:Subscribe', csrFilter)]),
      ]),
    ],
    ['conditions decide', 'cannot-tell', /conditions or variables/, fleet([policy('Claims', unclear)])],
    [
      'a document is no policy',
      'cannot-tell',
      /Broken could not be understood/,
      fleet([policy('Claims', keysClaims('a')), { policyName: 'Broken', statements: [], isUnreadable: true }]),
    ],
    [
      'not all policies were read',
      'cannot-tell',
      /only 1 of 3 policies/,
      fleet([policy('Claims', keysClaims('a'))], { policies: { read: [policy('Claims', keysClaims('a'))], total: 3 } }),
    ],
    ['no policies could be read', 'cannot-tell', /policies could not be read/, fleet([], { policies: null })],
    ['devices may do everything', 'signed-by-your-ca', /Everything/, fleet([everything])],
    [
      'a policy for everything, and one made for claims',
      'not-affected',
      /Claims/,
      fleet([everything, policy('Claims', keysClaims('a'))]),
    ],
  ])('%s: %s', (_case, verdict, why, facts) => {
    expect(verdictOf(facts)).toMatchObject({ verdict, why: expect.stringMatching(why) });
  });

  it.each([
    ...['accepted', '+', '#'].flatMap((end) => [`json/${end}`, `cbor/${end}`]),
    '+/accepted',
    '+/+',
    '+/#',
    '#',
  ])('counts as hearing the answer: a subscription to create-from-csr/%s', (end) => {
    const sending = statement(['iot:Publish', 'iot:Receive'], csrTopic, provision('a'));
    const to = (filter: string) => statement('iot:Subscribe', filter);
    const heard = csrFilter.replace('*', end);
    const verdict = (filter: string) => verdictOf(fleet([policy('Claims', [sending, to(filter)])]))?.verdict;
    expect(verdict(heard)).toBe('signed-by-your-ca');
    expect(verdict(`${heard}/of-another`)).toBe('cannot-tell');
  });

  it('is decided by all policies of a claim certificate together', () => {
    const parts = [
      policy('Register', [statement('iot:Publish', provision('a'))]),
      policy('Csr', [statement(['iot:Publish', 'iot:Receive'], csrTopic), statement('iot:Subscribe', csrFilter)]),
      policy('NoCsr', [{ ...statement('iot:*', csrTopic), Effect: 'Deny' }]),
    ];
    const heldBy = (...names: string[]) =>
      fleet(parts, { uses: new Map([['Register', { targetCount: 1, hasMore: false, holders: [names] }]]) });
    expect(verdictOf(heldBy('Register', 'Csr'))?.verdict).toBe('signed-by-your-ca');
    expect(verdictOf(heldBy('Register', 'Csr', 'NoCsr'))?.verdict).toBe('cannot-tell');
    expect(verdictOf(heldBy('Register', 'Csr', 'NotRead'))?.why).toMatch(
      /^NotRead was not read, and claims of Register/,
    );
  });

  it('says who changes first, then who cannot be told', () => {
    const facts = fleet([policy('Claims', csrClaims('c'))], {
      templates: [template('a', { enabled: false }), template('b'), template('c')],
    });
    expect(judgeFleet(facts, ANY_CA).verdicts.map(({ templateName }) => templateName)).toEqual(['c', 'b', 'a']);
  });
});

describe('traps of a fleet', () => {
  it.each<[string, string, FleetFacts, FleetFacts]>([
    [
      'CLAIMS_SEND_NO_CSR',
      'claims that only get keys of AWS',
      fleet([policy('Claims', keysClaims('a'))]),
      fleet([policy('Claims', csrClaims('a'))]),
    ],
    [
      'CLAIM_CANNOT_HEAR',
      'topic for topicfilter',
      fleet([policy('Claims', [statement(['iot:Publish', 'iot:Receive', 'iot:Subscribe'], csrTopic, provision('a'))])]),
      fleet([policy('Claims', csrClaims('a'))]),
    ],
    ['TEMPLATE_WITHOUT_CLAIM', 'no claim at all', fleet([]), fleet([], { policies: null })],
    [
      'NO_CSR_SEEN',
      'metrics without a CSR',
      fleet([], { metrics: { days: 14, fromCsr: { calls: 0, failed: 0 }, withKeys: { calls: 1, failed: 0 } } }),
      fleet([], { metrics: null }),
    ],
    [
      'HOOK_SEES_CERTIFICATE',
      'a hook',
      fleet([policy('Claims', csrClaims('a'))], {
        templates: [
          template('a', {
            details: {
              ...template('a'),
              templateBody: '{}',
              provisioningRoleArn: undefined,
              preProvisioningHookArn: 'arn:hook',
            },
          }),
        ],
      }),
      fleet([policy('Claims', csrClaims('a'))]),
    ],
    [
      'IMPACT_INCOMPLETE',
      'something unread',
      fleet([], { unread: [{ what: 'x could not be read', why: 'y', fix: 'z' }] }),
      fleet([]),
    ],
  ])('%s: %s', (code, _case, there, notThere) => {
    expect(codesOf(there)).toContain(code);
    expect(codesOf(notThere)).not.toContain(code);
  });

  it('names the word that was mistaken', () => {
    const mistaken = fleet([
      policy('Claims', [statement(['iot:Publish', 'iot:Receive', 'iot:Subscribe'], csrTopic, provision('a'))]),
    ]);
    expect(judgeFleet(mistaken, ANY_CA).findings.find(({ code }) => code === 'CLAIM_CANNOT_HEAR')?.summary).toMatch(
      /topic\/ where AWS IoT looks for topicfilter\//,
    );
    const silent = fleet([policy('Claims', [statement('iot:Publish', csrTopic, keysTopic, provision('a'))])]);
    expect(judgeFleet(silent, ANY_CA).findings.find(({ code }) => code === 'CLAIM_CANNOT_HEAR')?.summary).not.toMatch(
      /topicfilter/,
    );
  });

  it('has warnings only: what was found stops nobody', () => {
    const facts = fleet([policy('Claims', keysClaims('a'))], { unread: [{ what: 'x', why: 'y', fix: 'z' }] });
    expect(new Set(judgeFleet(facts, ANY_CA).findings.map(({ severity }) => severity))).toEqual(new Set(['warning']));
  });
});
