import { describe, expect, it } from 'vitest';
import { mayPassBySpreading } from '../../../../src/checks/trial/denied-to-function.ts';
import { generateKey } from '../../../../src/csr/build-certification-request.ts';
import { failures, find, issue, judge, report, run } from '../trial-setting.ts';

const other = await generateKey('ec-p256');
const secret = other.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

describe('an answer of the wrong shape', () => {
  it.each<[string, unknown, RegExp]>([
    ['nothing', '', /empty/],
    ['null', 'null', /null/],
    ['an array', [issue().pem], /array/],
    ['a number', '42', /number/],
    ['true', 'true', /boolean/],
    ['a web page', '<html>Gateway time-out</html>', /not JSON: <html>/],
    ['JSON that is cut off', '{"certificatePem": "-----BEG', /not JSON/],
    ['the PEM itself', JSON.stringify(issue().pem), /the PEM itself/],
    ['JSON within a string', JSON.stringify(JSON.stringify({ certificatePem: issue().pem })), /serialised twice/],
    [
      'an answer for API Gateway',
      { statusCode: 200, body: JSON.stringify({ certificatePem: issue().pem }) },
      /HTTP gateway/,
    ],
    ['an empty object', {}, /empty object/],
    ['another spelling', { CertificatePem: issue().pem }, /"CertificatePem" instead/],
    ['another name', { certificate: issue().pem }, /"certificate" instead/],
    ['only other members', { ok: true, id: 7 }, /it has ok, id/],
    ['null as certificate', { certificatePem: null }, /is null/],
    ['an array of certificates', { certificatePem: [issue().pem] }, /an array/],
    ['a nested object', { certificatePem: { certificatePem: issue().pem } }, /an object/],
    ['a number as certificate', { certificatePem: 7 }, /a number/],
    ['an empty certificate', { certificatePem: ' \n' }, /empty/],
    [
      'certificatePem in the prototype',
      `{"__proto__": ${JSON.stringify({ certificatePem: issue().pem })}}`,
      /__proto__/,
    ],
    [
      'certificatePem twice',
      `{"certificatePem": ${JSON.stringify(issue().pem)}, "certificatePem": ${JSON.stringify(issue().pem)}}`,
      /more than once/,
    ],
    ['10 MB', { certificatePem: 'a'.repeat(10_000_000) }, /10,000,0\d\d characters/],
  ])('fails: %s', (_case, payload, summary) => {
    const verdict = judge(run(payload));
    expect(verdict.verdict).toBe('fail');
    expect(failures(verdict)).toEqual(['ANSWER_SHAPE']);
    expect(find(verdict, 'ANSWER_SHAPE').summary).toMatch(summary);
    expect(find(verdict, 'ANSWER_SHAPE').summary.length).toBeLessThan(260);
    expect(find(verdict, 'ANSWER_SHAPE').fix).toBeTruthy();
  });

  it('is a note when there are more members', () => {
    const verdict = judge(run({ certificatePem: issue().pem, chain: 'x', serial: 1 }));
    expect(verdict.verdict).toBe('pass');
    expect(find(verdict, 'ANSWER_SHAPE')).toMatchObject({
      severity: 'note',
      summary: expect.stringContaining('chain, serial'),
    });
  });

  it('is a note when a member is called __proto__, which lends nothing', () => {
    const verdict = judge(run(`{"certificatePem": ${JSON.stringify(issue().pem)}, "__proto__": {"a": 1}}`));
    expect(find(verdict, 'ANSWER_SHAPE').severity).toBe('note');
  });

  it.each([
    ['beside the certificate', { certificatePem: issue().pem, key: secret }],
    ['behind the certificate', { certificatePem: issue().pem + secret }],
    ['instead of it', { certificatePem: secret }],
    ['in an error', { errorType: 'Error', errorMessage: `cannot parse ${secret}` }],
    ['as text', secret],
  ])('never shows a private key: %s', (_case, payload) => {
    for (const functionError of [undefined, 'Unhandled']) {
      const verdict = judge(run(payload, { functionError }));
      expect(failures(verdict)).toEqual(['ANSWER_SHAPE']);
      expect(find(verdict, 'ANSWER_SHAPE').summary).toContain('private key');
      expect(JSON.stringify(verdict)).not.toContain(secret.slice(40, 70));
    }
  });

  it('never shows a key without its PEM lines either', () => {
    const base64 = other.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    for (const payload of [{ key: base64 }, base64, { certificatePem: base64 }, JSON.stringify(base64)]) {
      expect(JSON.stringify(judge(run(payload)))).not.toContain(base64.slice(0, 40));
    }
  });

  it('shows what cannot be seen as an escape', () => {
    expect(find(judge(run('\u001b[2J\u202eoops')), 'ANSWER_SHAPE').summary).toContain('\\1B[2J\\E2\\80\\AEoops');
  });
});

describe('a function that failed', () => {
  it.each<[string, unknown, RegExp, RegExp]>([
    [
      'threw',
      { errorType: 'TypeError', errorMessage: "Cannot read properties of undefined (reading 'x')", trace: [] },
      /TypeError: Cannot read/,
      /log/,
    ],
    [
      'could not be loaded',
      { errorType: 'Runtime.ImportModuleError', errorMessage: "Error: Cannot find module 'x'" },
      /ImportModuleError/,
      /deployment package/,
    ],
    [
      'has another handler',
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
      /HandlerNotFound/,
      /handler/,
    ],
    [
      'ran out of memory',
      { errorType: 'Runtime.OutOfMemory', errorMessage: 'Runtime exited with error: signal: killed' },
      /OutOfMemory/,
      /memory/,
    ],
    [
      'may not call the CA',
      {
        errorType: 'AccessDeniedException',
        errorMessage: 'User: x is not authorized to perform: acm-pca:IssueCertificate',
      },
      /not authorized/,
      /execution role/,
    ],
    ['said nothing', {}, /without a message/, /log/],
    ['said something that is no JSON', 'oops', /oops/, /log/],
  ])('fails with its message and a fix when it %s', (_case, payload, summary, fix) => {
    const verdict = judge(run(payload, { functionError: 'Unhandled' }));
    expect(failures(verdict)).toEqual(['ANSWER_SHAPE']);
    expect(find(verdict, 'ANSWER_SHAPE').summary).toMatch(summary);
    expect(find(verdict, 'ANSWER_SHAPE').fix).toMatch(fix);
  });

  it('was too late when its own time-out stopped it', () => {
    const payload = {
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: 6f1d Error: Task timed out after 3.00 seconds',
    };
    const verdict = judge(run(payload, { functionError: 'Unhandled', logTail: report(3000) }));
    expect(failures(verdict)).toEqual(['ANSWER_IN_TIME', 'ANSWER_SHAPE']);
    expect(find(verdict, 'ANSWER_IN_TIME').summary).toContain('after 3 s');
  });
});

describe('a function that a policy refused', () => {
  const SIGNER = 'arn:aws:sts::444455556666:assumed-role/certprov-signer-eu-west-1/certprov-signer';
  const CA = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/0cbe9ae5-1b74-4b4e-8a3c-3f1c2a7f9d10';
  const ACTION = 'acm-pca:IssueCertificate';
  const refusedFor = (why: string, more = ''): { summary: string; fix?: string } => {
    const sentence = `IssueCertificate was refused: AccessDeniedException: User: ${SIGNER} is not authorized to perform: ${ACTION} on resource: ${CA} ${why}${more}`;
    const payload = { errorType: 'AuthorityAccessDenied', errorMessage: sentence };
    return find(judge(run(payload, { functionError: 'Unhandled' })), 'ANSWER_SHAPE');
  };

  it.each([
    ['because no identity-based policy allows the acm-pca:IssueCertificate action', /execution role/],
    [
      'because no resource-based policy allows the acm-pca:IssueCertificate action',
      /ask account 111122223333 for a resource share/,
    ],
    [
      'because no service control policy allows the acm-pca:IssueCertificate action',
      /administrators of your AWS organization/,
    ],
    [
      'because no permissions boundary allows the acm-pca:IssueCertificate action',
      /permissions boundary of role\/certprov-signer-eu-west-1/,
    ],
    ['with an explicit deny in a service control policy', /administrators of your AWS organization/],
    ['with an explicit deny in a resource control policy', /resource control policy/],
    ['with an explicit deny in an identity-based policy', /remove the statement that denies/],
    ['because no VPC endpoint policy allows the acm-pca:IssueCertificate action', /owner of the VPC endpoint/],
  ])('is told to ask who has to be asked: %s', (why, fix) => {
    const check = refusedFor(why);
    expect(check.summary).toContain(why);
    expect(check.fix).toMatch(fix);
  });

  it('is told of the template that the share has to let pass, and of the one that most shares do', () => {
    const why = 'because no resource-based policy allows the acm-pca:IssueCertificate action';
    const asked = (template: string) => refusedFor(why, ` (asked by the template ${template})`);
    expect(asked('EndEntityClientAuthCertificate/V1').fix).toMatch(
      /use EndEntityClientAuthCertificate\/V1: .*first .*`certprov rollback --all`.*then `certprov init --ca-template EndEntityCertificate\/V1`/,
    );
    expect(asked('EndEntityCertificate/V1').fix).toMatch(/use EndEntityCertificate\/V1/);
    expect(asked('EndEntityCertificate/V1').fix).not.toContain('--ca-template');
  });
});

describe('mayPassBySpreading', () => {
  const sentence = (why: string) => `User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: a:B ${why}`;

  it.each([
    ['', true],
    ['because no identity-based policy allows the a:B action', true],
    ['because no resource-based policy allows the a:B action', false],
    ['because no service control policy allows the a:B action', false],
    ['because no permissions boundary allows the a:B action', false],
    ['with an explicit deny in an identity-based policy', false],
    ['with an explicit deny', false],
  ])('of a refusal %j is %s', (why, may) => {
    expect(mayPassBySpreading(sentence(why))).toBe(may);
  });
});
