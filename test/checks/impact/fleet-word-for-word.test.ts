import { expect, it } from 'vitest';
import type { FleetFacts, HttpCaller, IssuingCa } from '../../../src/checks/impact/fleet-facts.ts';
import { judgeFleet } from '../../../src/checks/impact/judge-fleet.ts';
import { asIssuer } from '../../../src/deployment/issuer-certificate.ts';
import { findingLine, wordForWord } from '../word-for-word.ts';
import { makeCa } from './authorities.ts';
import {
  ANY_CA,
  csrClaims,
  csrFilter,
  csrTopic,
  fleet,
  keysClaims,
  policy,
  provision,
  registered,
  statement,
  template,
} from './fleet.ts';

const pem = (await makeCa('ec-p256', 'CN=Acme Device CA P256')).pem;
/** Its own end is of today, so the cases say when certificates end in days. */
const issuer: IssuingCa = { ...ANY_CA, certificate: asIssuer(pem), validityDays: 90, kind: 'kms' };

const claims = policy('Claims', csrClaims('a'));
const keys = policy('Keys', keysClaims('a'));
const everything = policy('Everything', [statement('iot:*', '*')]);
const sending = statement(['iot:Publish', 'iot:Receive'], csrTopic, provision('a'));
const mistaken = policy('Mistaken', [sending, statement('iot:Subscribe', csrTopic)]);
const deaf = policy('Deaf', [
  statement('iot:Publish', csrTopic, provision('a')),
  statement('iot:Subscribe', csrFilter),
]);
const registers = policy('Registers', [statement('iot:Publish', provision('a'))]);
const conditional = policy(
  'Conditional',
  csrClaims('a').map((one) => ({ ...one, Condition: { Bool: { x: 'true' } } })),
);

const caller = (principal: string, calls: number, refused: number): HttpCaller => ({
  principal,
  calls,
  refused,
  last: new Date('2026-11-20T10:11:12Z'),
});
const overHttp = (isWhole: boolean, ...callers: readonly HttpCaller[]) => ({
  httpCallers: { days: 90, callers, isWhole },
});
const metrics = (fromCsr: number, withKeys: number) => ({
  metrics: { days: 14, fromCsr: { calls: fromCsr, failed: 0 }, withKeys: { calls: withKeys, failed: 0 } },
});
const hooked = template('a', { details: { preProvisioningHookArn: 'arn:hook' } });

/** Made within the test: what throws there names it. */
const cases = (): Readonly<Record<string, readonly [FleetFacts, IssuingCa?]>> => ({
  'a fleet that sends CSRs, and a CA that is not known yet': [fleet([claims])],
  'a fleet that sends CSRs, and a CA with an EC key': [fleet([claims]), issuer],
  'a certificate of one day': [fleet([claims]), { ...issuer, validityDays: 1 }],
  'claims that may do both': [fleet([policy('Both', [...csrClaims('a'), ...keysClaims('a')])]), issuer],
  'some claims that do one and some the other': [fleet([claims, keys]), issuer],
  'claims that have AWS make keys': [fleet([keys]), issuer],
  'claims that may do anything': [fleet([everything]), issuer],
  'claims that may do anything, beside some with a purpose': [fleet([everything, keys]), issuer],
  'claims that subscribe to topic/ for topicfilter/': [fleet([mistaken]), issuer],
  'claims that may not receive': [fleet([deaf]), issuer],
  'claims with conditions': [fleet([conditional]), issuer],
  'claims that ask for no certificate': [fleet([registers]), issuer],
  'claims of which another policy was not read': [
    fleet([claims], {
      uses: new Map([['Claims', { targetCount: 1, hasMore: false, holders: [['Claims', 'Other']] }]]),
    }),
    issuer,
  ],
  'claims that nobody was looked up for': [fleet([claims], { uses: new Map() }), issuer],
  'not all policies read': [fleet([], { policies: { read: [], total: 3 } }), issuer],
  'a policy that is no JSON': [fleet([{ ...keys, policyName: 'Broken', statements: [], isUnreadable: true }]), issuer],
  'no policy read at all': [fleet([], { policies: null }), issuer],
  'a template for trusted users': [fleet([]), issuer],
  'one that is disabled, and one for just-in-time provisioning': [
    fleet([], { templates: [template('a', { enabled: false }), template('b', { type: 'JITP' })] }),
    issuer,
  ],
  'templates in the order of their names': [
    fleet([keys, claims], { templates: [template('z', { enabled: false }), template('a')] }),
    issuer,
  ],
  'no template read at all': [fleet([], { templates: null }), issuer],
  'a hook of a fleet that is touched': [fleet([claims], { templates: [hooked] }), issuer],
  'a hook of a fleet that is not': [fleet([keys], { templates: [hooked] }), issuer],
  'no CSR in two weeks': [fleet([claims], metrics(0, 0)), issuer],
  'no CSR in two weeks, but keys': [fleet([claims], metrics(0, 1_234)), issuer],
  'metrics that were not read': [fleet([claims], { metrics: null }), issuer],
  'a CA that registers its devices itself': [
    fleet([claims], { registeredCas: registered(pem, { templateName: 'old-fleet' }) }),
    issuer,
  ],
  'a CA that registers them without a template': [fleet([claims], { registeredCas: registered(pem) }), issuer],
  'such a CA, and which one issues is not known': [
    fleet([claims], { registeredCas: registered(pem, { templateName: 'old-fleet' }) }),
  ],
  'two of them': [
    fleet([claims], { registeredCas: { read: [...registered(pem).read, ...registered(pem).read], total: 2 } }),
  ],
  'a renewal over HTTP': [fleet([claims], overHttp(true, caller('arn:role/renew', 3, 1))), issuer],
  'renewals over HTTP, some of which AWS refused altogether, while it is on': [
    fleet([claims], {
      ...overHttp(false, caller('arn:refused', 2, 2), caller('arn:role/renew', 1, 0), caller('arn:user/ops', 5, 0)),
      isOn: true,
    }),
    issuer,
  ],
  'nothing but refusals over HTTP': [fleet([claims], overHttp(true, caller('arn:refused', 2, 2))), issuer],
  'few environments of the account': [fleet([claims], { limits: { total: 1_000, unreserved: 10 } }), issuer],
  'few that are reserved': [fleet([claims]), { ...issuer, reservedConcurrency: 5 }],
  'none that is reserved': [fleet([claims]), { ...issuer, reservedConcurrency: 0 }],
  'twenty of them': [fleet([claims]), { ...issuer, reservedConcurrency: 20 }],
  'an AWS Private CA': [fleet([claims]), { ...issuer, kind: 'acm-pca', reservedConcurrency: 30 }],
  'a function that somebody else wrote': [fleet([claims]), { ...issuer, kind: undefined }],
  'what could not be read': [
    fleet([claims], { unread: [{ what: 'policies', why: 'iot:ListPolicies was refused', fix: 'allow it' }] }),
    issuer,
  ],
});

it('says word for word what a certificate provider changes for a fleet, and how fast it can come in', async () => {
  const usual = judgeFleet(fleet([claims]), issuer).findings.map(findingLine);
  const lines = Object.entries(cases()).map(([name, [facts, issuing = ANY_CA]], at) => {
    const { verdicts, findings, ceiling } = judgeFleet(facts, issuing);
    const parts = ceiling.parts.map(
      ({ what, perSecond, isFromAccount }) => `${what} ${perSecond}/s${isFromAccount ? ' here' : ''}`,
    );
    return [
      name,
      [
        ...verdicts.map(({ templateName, verdict, why }) => `${templateName}: ${verdict}, ${why}`),
        // What is said to everybody stands in the first two cases.
        ...findings.map(findingLine).filter((line) => at < 2 || !usual.includes(line)),
        `${ceiling.perSecond}/s by ${ceiling.setBy.what} (${parts.join(' · ')})`,
      ],
    ];
  });
  await expect(wordForWord(Object.fromEntries(lines))).toMatchFileSnapshot('fleet-word-for-word.txt');
});
