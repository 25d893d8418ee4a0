import { expect, it } from 'vitest';
import type { Handshake } from '../../../src/checks/trial/handshake.ts';
import type { TrialRun, TrialVerdict } from '../../../src/checks/trial/judge-trial.ts';
import { encodePem } from '../../../src/csr/pem.ts';
import { wordForWord } from '../word-for-word.ts';
import { answer, authority, everyRule, issue, judge, report, request, run, unusual } from './trial-setting.ts';

const { pem } = issue({ serial: Buffer.from('0123456789abcdef0123456789abcdef', 'hex') });
const good = answer(pem);
const failed = (errorType: string, errorMessage: string): TrialRun =>
  run({ errorType, errorMessage }, { functionError: 'Unhandled' });
const held = (handshake: Handshake): TrialVerdict => judge({ ...good, handshake });
const refused = (reason: string): TrialVerdict => held({ kind: 'refused', reason });
const text = (certificatePem: unknown): TrialVerdict => judge(answer(certificatePem));
const lasting = (milliseconds: number, start?: number): TrialRun => ({ ...good, logTail: report(milliseconds, start) });
const json = (metrics: object): string => `${JSON.stringify({ type: 'platform.report', record: { metrics } })}\n`;

const MEANT = [
  'UNSPECIFIED',
  'INVALID_PURPOSE',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'ERR_OSSL_X509_KEY_VALUES_MISMATCH',
  'SOMETHING_ELSE',
];

/** By what the function threw, with the fix that each gets. */
const ERRORS: readonly (readonly [string, string])[] = [
  ['TypeError', "Cannot read properties of undefined (reading 'x')"],
  ['Runtime.ImportModuleError', "Error: Cannot find module 'x'"],
  ['Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
  ['Runtime.OutOfMemory', 'Runtime exited with error: signal: killed'],
  ['Error', 'connect ECONNREFUSED 10.0.0.1:443'],
  ['Error', 'getaddrinfo ENOTFOUND ca.example.com'],
  ['Error', 'connect ETIMEDOUT 10.0.0.1:443'],
  ['Error', 'getaddrinfo EAI_AGAIN ca.example.com'],
  ['AuthorityAccessDenied', 'the CA answered HTTP 403'],
  ['AuthorityCredentialsRefused', 'the CA refused the login'],
  ['AuthorityUntrusted', 'no root vouches for the server'],
  ['Error', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ['Error', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['Error', 'CERT_HAS_EXPIRED'],
  ['CertificateRefused', 'the certificate is not signed by the linked CA'],
  ['AuthorityPending', 'the request waits for an approval'],
  ['ThrottlingException', 'Rate exceeded'],
  ['', ''],
];

/** Made within the test: what throws there names it. */
const cases = (): Readonly<Record<string, readonly string[]>> => ({
  'a good answer': everyRule(judge(good)),
  'a good answer, held by a server': everyRule(held({ kind: 'accepted', protocol: 'TLSv1.3' })),
  'a warm run behind a cold one': everyRule(judge([lasting(390, 422), lasting(190)])),
  'a short serial number': everyRule(text(issue({ serial: Buffer.of(7) }).pem)).filter((line) =>
    line.includes('SERIAL'),
  ),
  ...Object.fromEntries(MEANT.map((reason) => [`a handshake that ends with ${reason}`, unusual(refused(reason))])),
  'a handshake that did not begin': unusual(held({ kind: 'broken', what: 'the device cannot load it', reason: 'X' })),
  'no handshake': unusual(held({ kind: 'not-held', reason: 'the private key of this CSR is not here' })),
  ...Object.fromEntries(
    ERRORS.map(([type, message]) => [
      `a function that threw ${type} ${message}`,
      unusual(judge(failed(type, message))),
    ]),
  ),
  'a function that threw no JSON': unusual(judge(run('oops', { functionError: 'Unhandled' }))),
  'a function that its own time-out stopped': unusual(
    judge({
      ...failed('Sandbox.Timedout', 'RequestId: 6f1d Error: Task timed out after 3.00 seconds'),
      logTail: report(3000),
    }),
  ),
  'an answer that was late': unusual(judge(lasting(5_001))),
  'an answer with little to spare': unusual(judge(lasting(4_001))),
  'an answer with just enough to spare': unusual(judge(lasting(4_000))),
  'a log whose report has no duration': everyRule(
    judge({ ...good, logTail: 'REPORT RequestId: 1\tMemory Size: 512 MB\n' }),
  ).slice(3, 4),
  'a JSON log whose report has none': everyRule(judge({ ...good, logTail: json({ initDurationMs: 7 }) })).slice(3, 4),
  'a JSON log of a warm run': everyRule(judge({ ...good, logTail: json({ durationMs: 90.5 }) })).slice(3, 4),
  'no answer': unusual(judge(run(''))),
  'null for an answer': unusual(judge(run('null'))),
  'an array': unusual(judge(run([1, 2]))),
  'a number': unusual(judge(run('42'))),
  'no JSON': unusual(judge(run('<html>Gateway time-out</html>'))),
  'the PEM itself': unusual(judge(run(JSON.stringify(pem)))),
  'JSON within a string': unusual(judge(run(JSON.stringify('{}')))),
  'some words': unusual(judge(run(JSON.stringify('no certificate today')))),
  'an answer for an HTTP gateway, by its status': unusual(judge(run({ statusCode: 200 }))),
  'an answer for an HTTP gateway, by its body': unusual(judge(run({ body: '' }))),
  'an empty object': unusual(judge(run({}))),
  'another name for it': unusual(judge(run({ Certificate: 1 }))),
  'other members': unusual(judge(run({ ok: true, id: 7, a: 1, b: 2, c: 3, d: 4 }))),
  'certificatePem twice': unusual(judge(run('{"certificatePem": "", "certificatePem": ""}'))),
  'null, an array, an object and a number for certificatePem': [null, [], {}, 7].flatMap((value) =>
    unusual(text(value)),
  ),
  'an empty certificatePem': unusual(text(' \n')),
  'more members': unusual(judge(run({ certificatePem: pem, a: 1, b: 2, c: 3, d: 4 }))),
  'the CSR': unusual(text(request.pem)),
  'a web page': unusual(text('<!DOCTYPE html><p>hello')),
  'base64 alone': unusual(text('MIIBszCCAVmgAwIBAgIB')),
  'words for a certificate': unusual(text('certificate follows by post')),
  'another label': unusual(text(encodePem('PKCS7', Buffer.of(0x30, 0)))),
  'text before it': unusual(text(`Certificate:\n${pem}`)),
  'a chain behind it': unusual(text(pem + authority.pem)),
  'the same twice': unusual(text(pem + pem)),
  'eleven CAs behind it': unusual(text(pem + authority.pem.repeat(11))),
  'another leaf behind it': unusual(text(pem + issue().pem)),
  'indented lines': unusual(text(pem.replaceAll(/^/gm, '  '))),
  'an empty line within': unusual(text(pem.replace(/(?<=\n.{64}\n)/, '\n'))),
  'long lines': unusual(text(pem.replaceAll(/(?<=[\w+/=]{64})\n(?=[\w+/=])/g, ''))),
  'blanks at the ends of lines': unusual(text(pem.replaceAll('\n', ' \n'))),
  'the same certificate in two runs': unusual(judge([good, good])),
  'a run that fails behind one that passes': unusual(judge([good, answer('')])),
  'two runs that fail alike': unusual(judge([answer(''), answer('')])),
  'two good runs': everyRule(judge([good, answer(issue({ serial: Buffer.of(9) }).pem)])).slice(-1),
  'no run': unusual(judge([])),
});

it('says word for word what came of a trial', async () => {
  await expect(wordForWord(cases())).toMatchFileSnapshot('verdict-word-for-word.txt');
});
