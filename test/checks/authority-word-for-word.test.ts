import { expect, it } from 'vitest';
import { checkAuthorityRenewed } from '../../src/checks/authority-renewed.ts';
import { checkAuthorityShared, shareFix } from '../../src/checks/authority-shared.ts';
import { checkIssuerUsable } from '../../src/checks/issuer-usable.ts';
import { checkSignerEnd } from '../../src/checks/signer-end.ts';
import { buildCaCertificate } from '../../src/csr/build-ca-certificate.ts';
import { generateKey } from '../../src/csr/build-certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { asIssuer } from '../../src/deployment/issuer-certificate.ts';
import type { Finding } from '../../src/finding.ts';
import { spkiOf } from '../csr/issuing.ts';
import { signWith } from '../csr/own-ca.ts';
import { days, NOW } from './descriptions.ts';
import { findingLine, wordForWord } from './word-for-word.ts';

const ARN = 'arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1';
const { privateKey, publicKey } = await generateKey('ec-p256');
const subject = encodeName([[{ type: 'CN', value: 'Acme Device CA' }]]);
const certificate = await buildCaCertificate(
  { subject, spki: spkiOf(publicKey), years: 1, now: NOW.getTime() },
  signWith(privateKey),
);

const shared = (more: Partial<Parameters<typeof checkAuthorityShared>[0]>): Finding[] =>
  checkAuthorityShared({
    arn: ARN,
    displayName: 'Corp CA',
    sharedBy: undefined,
    template: 'EndEntityClientAuthCertificate/V1',
    ...more,
  });
const told = (notAfter: Date | undefined, known: Date | undefined): Finding[] =>
  checkSignerEnd({ displayName: 'Acme CA', arn: ARN, notAfter, known }, NOW);
const renewed = (sameKey: boolean): Finding[] =>
  checkAuthorityRenewed(
    { state: 'answers', renewed: { sameKey, notAfter: days(900) } } as Parameters<typeof checkAuthorityRenewed>[0],
    asIssuer(certificate.pem),
    'step-ca at https://ca.example',
  );
const usable = (at: Date): Finding[] => checkIssuerUsable({ displayName: 'Acme Device CA', certificate }, at);

const found = (): Readonly<Record<string, readonly Finding[]>> => ({
  'a CA of this account': shared({}),
  'a CA of another account': shared({ sharedBy: '111122223333' }),
  'one by a template for servers as well': shared({ template: 'EndEntityCertificate/V1' }),
  'one that a function asks by its own template': shared({ sharedBy: '111122223333', template: undefined }),
  'a signer that was told the end of its CA': told(days(900), days(900)),
  'one that was told it a second off': told(days(900), new Date(days(900).getTime() + 1_000)),
  'one that was told it two seconds off': told(days(900), new Date(days(900).getTime() + 2_000)),
  'one that was told an earlier end': told(days(900), days(30)),
  'one that was told an end that is past': told(days(900), days(-1)),
  'one that was told an end that is now': told(days(900), NOW),
  'one that was told a later end': told(days(30), days(900)),
  'a CA without an end, and a signer that was told none': [...told(undefined, NOW), ...told(NOW, undefined)],
  'a CA that was renewed with its key': renewed(true),
  'a CA that was renewed with another key': renewed(false),
  'a CA that is well': usable(NOW),
  'a CA that has not begun': usable(days(-1)),
  'a CA that has ended': usable(days(366)),
  'a CA with 90 days left': usable(new Date(certificate.notAfter.getTime() - 90 * 86_400_000)),
  'a CA with less': usable(new Date(certificate.notAfter.getTime() - 90 * 86_400_000 + 1)),
});

it('says word for word what is wrong with a CA, and nothing where nothing is', async () => {
  const lines = Object.entries(found()).map(([name, findings]) => [name, findings.map(findingLine)]);
  await expect(wordForWord(Object.fromEntries(lines))).toMatchFileSnapshot('authority-word-for-word.txt');
});

it('tells the owner of a shared CA what to share, as far as template and owner are known', async () => {
  const client = 'EndEntityClientAuthCertificate/V1';
  const server = 'EndEntityCertificate/V1';
  const lines = {
    planned: [shareFix(client, '111122223333', 'planned')],
    deployed: [shareFix(client, '111122223333', 'deployed')],
    'for servers as well': [shareFix(server, '111122223333', 'deployed')],
    'nothing known': [shareFix(undefined, undefined, 'deployed')],
  };
  await expect(wordForWord(lines)).toMatchFileSnapshot('share-words.txt');
});
