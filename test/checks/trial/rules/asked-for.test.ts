import { expect, it } from 'vitest';
import { checkAskedFor } from '../../../../src/checks/trial/rules/asked-for.ts';
import { parseCertificate } from '../../../../src/csr/certificate.ts';
import { parseCertificationRequest } from '../../../../src/csr/certification-request.ts';
import { subjectAltName, type Extension } from '../../../../src/csr/extensions.ts';
import { extendedRequest } from '../../../authority/extended-request.ts';
import { deviceExtensions, issueDevice, makeAuthority, NOW } from '../../../csr/issuing.ts';

const authority = await makeAuthority();

function said(asked: readonly string[], more: (request: ReturnType<typeof read>) => readonly Extension[] = () => []) {
  const request = read(asked);
  const { spkiDer } = request.publicKey;
  const extensions = [...deviceExtensions(authority, spkiDer), ...more(request)];
  const { pem } = issueDevice(authority, request.subject.der, spkiDer, { extensions });
  const issuer = { certificate: undefined, reason: undefined, name: 'the CA' };
  const certificate = parseCertificate(pem);
  return checkAskedFor({ certificate, certificatePem: pem, request, issuer, handshake: undefined, now: NOW });
}
const read = (asked: readonly string[]) => parseCertificationRequest(extendedRequest(asked).csr.der);

it('has nothing to say where all is granted that was asked for', () => {
  expect(said([])).toBeUndefined();
  expect(
    said(['keyUsage=digitalSignature', 'extendedKeyUsage=clientAuth', 'basicConstraints=CA:FALSE']),
  ).toBeUndefined();
  expect(said(['nsCertType=client'], ({ requestedExtensions }) => requestedExtensions)).toBeUndefined();
});

it('notes by name what was dropped', () => {
  expect(
    said([
      'nsCertType=client',
      'keyUsage=digitalSignature,nonRepudiation',
      'extendedKeyUsage=clientAuth,serverAuth',
      '1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:Machine',
      '1.3.6.1.4.1.99999.2=ASN1:NULL',
    ]),
  ).toMatchObject({
    severity: 'note',
    title: 'what the CSR asks for',
    summary:
      "the CA dropped netscapeCertType, keyUsage nonRepudiation, extendedKeyUsage serverAuth, Microsoft's template name, 1.3.6.1.4.1.99999.2",
  });
});

it('notes a name that was dropped', () => {
  const one = subjectAltName(Buffer.from('3006820464657631', 'hex'));
  expect(said(['subjectAltName=DNS:dev1,DNS:dev2'], () => [one])?.summary).toBe('the CA dropped DNS:dev2');
});
