import { describe, expect, it } from 'vitest';
import { encodePem } from '../../../../src/csr/pem.ts';
import { makeAuthority, resign } from '../../../csr/issuing.ts';
import { tlv } from '../../../csr/tlv.ts';
import { answer, authority, failures, find, issue, judge, request } from '../trial-setting.ts';

const namesake = await makeAuthority('ec-p256', 'Acme Device CA');

describe('something else than one certificate', () => {
  it.each<[string, string, RegExp]>([
    ['the CSR', request.pem, /CSR came back/],
    ['base64 alone', issue().der.toString('base64'), /base64 without/],
    ['a web page', '<!DOCTYPE html><p>hello', /web page/],
    ['words', 'certificate follows by post', /not PEM: certificate follows/],
    ['one that is cut off', issue().pem.slice(0, 300), /END line/],
    ['one with a character lost', issue().pem.replace(/(?<=\n.{20})./, ''), /base64/],
    ['one with damaged DER', encodePem('CERTIFICATE', issue().der.subarray(0, 200)), /cut off/],
    ['`\\n` for line breaks', issue().pem.replaceAll('\n', '\\n'), /line breaks/],
    ['another label', issue().pem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'), /X509 CERTIFICATE/],
    ['a certificate and a CSR', issue().pem + request.pem, /CSR came back/],
    ['PKCS#7', encodePem('PKCS7', Buffer.of(0x30, 0)), /PKCS7/],
    [
      'another algorithm inside than outside',
      resign(issue().der, authority.privateKey, (fields) =>
        fields.with(2, tlv(0x30, Buffer.from('06082a8648ce3d040303', 'hex'))),
      ).pem,
      /two different/,
    ],
  ])('fails: %s', (_case, certificatePem, summary) => {
    const verdict = judge(answer(certificatePem));
    expect(failures(verdict)).toEqual(['ONE_CERTIFICATE']);
    expect(find(verdict, 'ONE_CERTIFICATE').summary).toMatch(summary);
    expect(verdict.certificates).toEqual([]);
  });

  it('fails with text around it, though it is judged', () => {
    const verdict = judge(answer(`Certificate:\n    Data:\n${issue().pem}`));
    expect(failures(verdict)).toEqual(['ONE_CERTIFICATE']);
    expect(find(verdict, 'PUBLIC_KEY_SAME').severity).toBe('ok');
  });

  it('is a note with the chain behind the leaf', () => {
    const verdict = judge(answer(issue().pem + authority.pem));
    expect(verdict.verdict).toBe('pass');
    expect(find(verdict, 'ONE_CERTIFICATE')).toMatchObject({
      severity: 'note',
      summary: expect.stringContaining('1 more'),
    });
  });

  it('fails with the leaf twice', () => {
    const { pem } = issue();
    expect(failures(judge(answer(pem + pem)))).toEqual(['ONE_CERTIFICATE']);
  });

  it.each<[string, string, RegExp]>([
    ['another leaf', issue().pem, /certificate 2 did not issue/],
    ['a CA that did not issue it', namesake.pem, /certificate 2 did not issue/],
    ['the chain and another leaf', authority.pem + issue().pem, /certificate 3 did not issue/],
    ['eleven CAs', authority.pem.repeat(11), /no chain is that long/],
  ])('fails with %s behind the leaf', (_case, behind, summary) => {
    const verdict = judge(answer(issue().pem + behind));
    expect(failures(verdict)).toEqual(['ONE_CERTIFICATE']);
    expect(find(verdict, 'ONE_CERTIFICATE').summary).toMatch(summary);
  });

  it('fails with the CA first: the key is not that of the CSR', () => {
    expect(failures(judge(answer(authority.pem + issue().pem)))).toEqual(
      expect.arrayContaining(['PUBLIC_KEY_SAME', 'SUBJECT_SAME', 'NOT_A_CA']),
    );
  });
});
