import { parseCertificateDer, verifyCertificateSignature, type Certificate } from '../../../csr/certificate.ts';
import { namesAnotherIssuer } from '../../../csr/authority-key.ts';
import { compareSubject } from '../../../csr/compare.ts';
import { readPemBlocks } from '../../../csr/pem.ts';
import { CertprovError } from '../../../errors.ts';
import { showText } from '../show-text.ts';
import { trialRule } from '../trial-check.ts';
import type { CertificateRule, Issuer } from '../trial-evidence.ts';

const rule = trialRule('ISSUED_BY_LINKED_CA', 'issued by the linked CA');

/** RFC 5280 §6.1.3 (a)(1) and (a)(4), against the certificate that came from the CA, not from the function. */
export const checkIssuedByLinkedCa: CertificateRule = ({ certificate, issuer }) => {
  if (!issuer.certificate) {
    return rule.fail(
      issuer.reason ?? 'nobody said which CA it is',
      'name the certificate of the CA: --ca-certificate ca.pem',
    );
  }
  const isNamed = compareSubject(certificate.issuer, issuer.certificate.subject) !== 'different';
  const isSigned = verifyCertificateSignature(certificate, issuer.certificate.publicKey);
  if (isNamed && isSigned) return describeMatch(certificate, issuer.certificate, issuer.name);
  const fix = 'link the CA that the function uses (--ca, --ca-certificate), or make the function use the linked one';
  if (certificate.selfSigned) return rule.fail("it is signed with the device's own key: no CA stands behind it", fix);
  const named = showText(certificate.issuer.text || 'nobody', 80);
  if (isNamed) return rule.fail(`it names ${named} as its issuer, and the signature is not of that CA's key`, fix);
  if (isSigned) return rule.fail(`the CA's key signed it, but it names ${named} as its issuer`, fix);
  return rule.fail(`it was issued by ${named}, not by ${issuer.name}`, fix);
};

/** Chain builders match the two identifiers; a CA renewed with another one explains a difference. */
function describeMatch(certificate: Certificate, issuer: Certificate, name: string) {
  const other = namesAnotherIssuer(certificate, issuer);
  if (other === 'key')
    return rule.note(`${name}, though its authority key identifier is not the CA's: OpenSSL looks for another CA`);
  if (other === 'certificate')
    return rule.note(
      `${name}, though its authority key identifier names another certificate: OpenSSL looks for another CA`,
    );
  return certificate.issuer.der.equals(issuer.subject.der)
    ? rule.ok(name)
    : rule.note(`${name}, named in other string types: Go and Java compare the bytes, and find no CA`);
}

const unknown = (reason: string): Issuer => ({ certificate: undefined, reason, name: 'the linked CA' });

/** The linked CA as the rules see it; of several certificates the first is the issuing CA. */
export function readIssuer(issuerPem: string | undefined, issuerName: string | undefined): Issuer {
  if (issuerPem === undefined)
    return unknown('nobody said which CA issues the certificates, so nothing can be verified');
  try {
    const [first] = readPemBlocks(issuerPem).blocks;
    if (!first) return unknown('the linked CA has no certificate in PEM');
    if (first.label !== 'CERTIFICATE')
      return unknown(`the certificate of the linked CA cannot be read: it is a PEM block of type ${first.label}`);
    const certificate = parseCertificateDer(first.der);
    const name = showText(issuerName ?? (certificate.subject.text || 'the linked CA'), 80);
    return { certificate, reason: undefined, name };
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    return unknown(`the certificate of the linked CA cannot be read: ${showText(error.message)}`);
  }
}
