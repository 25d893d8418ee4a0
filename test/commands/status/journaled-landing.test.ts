import { expect, it } from 'vitest';
import type { JournalEntry } from '../../../src/actions/journal.ts';
import { checkLandingZoneKept } from '../../../src/checks/landing-zone-same.ts';
import { journaledLanding } from '../../../src/commands/status/journaled-landing.ts';
import { NO_LANDING_ZONE } from '../../../src/deployment/landing-zone.ts';
import { ownTags } from '../../../src/deployment/ownership.ts';
import { functionDescription } from '../../checks/descriptions.ts';
import { journalRun } from '../../actions/journal-run.ts';

const KEY = 'arn:aws:kms:us-east-1:000000000000:key/1';
const NAMES = { roleName: 'r', functionName: 'f', secretName: 's', certificateProviderName: 'p' };
const MADE_BY_US = ownTags('run-1');

type Line = readonly [kind: string, args: object, state?: JournalEntry['state']];
const run = (...lines: readonly Line[]) =>
  journalRun(
    lines.map(([kind, args, state = 'applied']) => ({ at: '2026-11-22T00:00:00Z', state, action: { kind, args } })),
  );

it("has of each thing what it was made with, without certprov's own tags", () => {
  const runs = [
    run(
      ['iam:CreateRole', { roleName: 'r', permissionsBoundaryArn: 'b', tags: { ...MADE_BY_US, A: '1' } }],
      ['secretsmanager:CreateSecret', { secretName: 's', kmsKeyArn: KEY, tags: MADE_BY_US }],
      ['lambda:CreateFunction', { functionName: 'f', kmsKeyArn: KEY, tags: { ...MADE_BY_US, B: '2' } }],
    ),
    run(['iot:CreateCertificateProvider', { certificateProviderName: 'p', tags: MADE_BY_US }]),
  ];
  expect(journaledLanding(runs, NAMES)).toEqual({
    role: { ...NO_LANDING_ZONE, permissionsBoundaryArn: 'b', tags: { A: '1' } },
    secret: { ...NO_LANDING_ZONE, encryptionKeyArn: KEY },
    function: { ...NO_LANDING_ZONE, encryptionKeyArn: KEY, tags: { B: '2' } },
    provider: NO_LANDING_ZONE,
  });
});

it('is nothing of what was taken back, refused, named otherwise or journaled in another way', () => {
  const nothing = {
    role: NO_LANDING_ZONE,
    function: NO_LANDING_ZONE,
    secret: NO_LANDING_ZONE,
    provider: NO_LANDING_ZONE,
  };
  const args = { roleName: 'r', permissionsBoundaryArn: 'b', tags: { A: '1' } };
  for (const line of [
    ['iam:CreateRole', args, 'undone'],
    ['iam:CreateRole', args, 'refused'],
    ['iam:CreateRole', { ...args, roleName: 'other' }],
    ['iam:CreateRole', { roleName: 'r', permissionsBoundaryArn: 7, tags: { A: 1 } }],
  ] as const)
    expect(journaledLanding([run(line)], NAMES)).toEqual(nothing);
  const unnamed = { ...NAMES, roleName: undefined };
  expect(journaledLanding([run(['iam:CreateRole', { permissionsBoundaryArn: 'b' }])], unnamed)).toEqual(nothing);
});

it('finds a secret under another key, and compares none that is not of certprov or not there', () => {
  const asMade = journaledLanding(
    [run(['secretsmanager:CreateSecret', { secretName: 's', kmsKeyArn: KEY, tags: { ...MADE_BY_US, A: '1' } }])],
    NAMES,
  );
  const secret = { secretName: 's', secretArn: 'arn', deletedDate: undefined };
  const summaries = (found: Parameters<typeof checkLandingZoneKept>[1]['secret']): string[] =>
    checkLandingZoneKept(asMade, { secret: found }).map(({ summary }) => summary);
  expect(summaries({ ...secret, kmsKeyId: KEY, tags: { ...MADE_BY_US, A: '1' } })).toEqual([]);
  expect(summaries({ ...secret, tags: MADE_BY_US })).toEqual([
    "what certprov made is not as it was made any more: it has other tags on the secret (A), the secret under AWS's own key",
  ]);
  expect(summaries({ ...secret, tags: {} })).toEqual([]);
  expect(summaries(undefined)).toEqual([]);
  expect(summaries(null)).toEqual([]);
});

it('finds an environment under another key', () => {
  const asMade = journaledLanding(
    [run(['lambda:CreateFunction', { functionName: 'f', kmsKeyArn: KEY, tags: { A: '1' } }])],
    NAMES,
  );
  const codes = (kmsKeyArn?: string) =>
    checkLandingZoneKept(asMade, { function: functionDescription({ kmsKeyArn, tags: { A: '1' } }) });
  expect(codes(KEY)).toEqual([]);
  expect(codes()).toMatchObject([{ code: 'LANDING_ZONE_CHANGED', severity: 'warning' }]);
  expect(codes(`${KEY}2`)[0]?.summary).toContain(`it has the environment under the key ${KEY}2`);
});
