import { describe, expect, it } from 'vitest';
import { judgeIssued } from '../../../src/checks/trial/judge-issued.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { NOW } from '../../csr/issuing.ts';
import { authority, issue, request } from './trial-setting.ts';

const judge = (certificatePem: string, csr: string | Buffer = request.pem) =>
  judgeIssued({
    csrInput: Buffer.from(csr),
    certificatePem,
    issuerPem: authority.pem,
    issuerName: 'Acme Device CA',
    now: NOW,
  });
const failed = ({ checks }: ReturnType<typeof judge>): readonly string[] =>
  checks.filter(({ passed }) => !passed).map(({ code }) => code);

describe('a certificate that AWS IoT gave to a device', () => {
  it('passes where it is what the CSR asked for, by the rules about CSR and certificate alone', () => {
    const { pem } = issue();
    const { verdict, checks, certificate } = judge(pem);
    expect(verdict).toBe('pass');
    expect(certificate?.pem).toBe(pem);
    expect(checks.map(({ code }) => code)).toEqual(expect.arrayContaining(['CSR_READABLE', 'SUBJECT_SAME']));
    expect(checks.map(({ code }) => code)).not.toContain('ANSWER_IN_TIME');
  });

  it('fails where it has another name', () => {
    const other = issue({ subject: encodeName([[{ type: 'CN', value: 'device-2' }]]) });
    expect(judge(other.pem)).toMatchObject({ verdict: 'fail', certificate: { pem: other.pem } });
    expect(failed(judge(other.pem))).toEqual(['SUBJECT_SAME']);
  });

  it('fails where it cannot be read, or the CSR cannot', () => {
    const unreadable = judge('none');
    expect(unreadable).toMatchObject({ verdict: 'fail', certificate: undefined });
    expect(failed(judge(issue().pem, 'none'))).toContain('CSR_READABLE');
  });
});
