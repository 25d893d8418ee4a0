const PROVIDER = 'https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html';
const CLIENT_CERTIFICATES = 'https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html';
const RFC5280 = (section: string): string => `[RFC 5280, ${section}](https://www.rfc-editor.org/rfc/rfc5280)`;

const aws = (title: string, url: string): string => `[AWS IoT, ${title}](${url})`;

/** Every rule of a trial signing, in the order of the report; docs/trial-rules.md is made from it. */
export const TRIAL_RULES = [
  {
    code: 'CSR_READABLE',
    asks: 'Is it one PKCS#10 request in strict DER, with names that OpenSSL and Go load?',
    source: `[RFC 2986](https://www.rfc-editor.org/rfc/rfc2986); ${RFC5280('4.1.2.4, 4.2.1.6')}`,
  },
  {
    code: 'CSR_SIGNATURE_VALID',
    asks: 'Does the requester hold the private key?',
    source: '[RFC 2986, 4.2](https://www.rfc-editor.org/rfc/rfc2986)',
  },
  {
    code: 'CSR_KEY_ACCEPTED',
    asks: 'RSA of 2,048 bits or more, or P-256, P-384, P-521, without a known weakness, and a point that is a key?',
    source: `${aws('client certificates', CLIENT_CERTIFICATES)}; [RFC 5480, 2.2](https://www.rfc-editor.org/rfc/rfc5480); [NIST SP 800-89, 5.3.3](https://csrc.nist.gov/pubs/sp/800/89/final)`,
  },
  {
    code: 'ANSWER_IN_TIME',
    asks: 'Does the function answer within 5 seconds, cold start included (that it counts is assumed)?',
    source: aws('certificate provider', PROVIDER),
  },
  {
    code: 'ANSWER_SHAPE',
    asks: 'Is the answer `{"certificatePem": "…"}` and not an error, a timeout or something else?',
    source: aws('certificate provider', PROVIDER),
  },
  {
    code: 'ONE_CERTIFICATE',
    asks: 'One certificate and nothing around it, as text that OpenSSL, Go and mbedTLS read alike: no byte order mark, no indentation, no empty line within? AWS does not say what it does with its chain behind it: a note. Anything else behind it fails.',
    source: '[RFC 7468, 3](https://www.rfc-editor.org/rfc/rfc7468); what AWS does with a chain is not documented',
  },
  {
    code: 'LOADS_AS_TEXT',
    asks: 'Does OpenSSL read the same certificate from the very text of the answer, which AWS IoT hands on to the device?',
    source: '[Node.js, X509Certificate](https://nodejs.org/api/crypto.html#class-x509certificate)',
  },
  {
    code: 'CERTIFICATE_SIZE',
    asks: 'At most 65,536 characters? Above 2,048, the buffers of small devices may be too small: a note.',
    source:
      '[AWS IoT API, CertificatePem](https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCertificate.html)',
  },
  {
    code: 'SUBJECT_SAME',
    asks: 'Is the subject that of the CSR: byte for byte, or (a note, since AWS does not say how it compares) the same text in other string types?',
    source: aws('certificate provider', PROVIDER),
  },
  {
    code: 'ALT_NAMES_SAME',
    asks: 'Does its subjectAltName hold only what the CSR asked for, and is it critical where the subject is empty? Else a note.',
    source: RFC5280('4.1.2.6, 4.2.1.6'),
  },
  {
    code: 'ASKED_FOR',
    asks: 'Was something dropped of the extensions and names that the CSR asks for? A CA need not grant them: a note.',
    source: '[RFC 2985, 5.4.2](https://www.rfc-editor.org/rfc/rfc2985)',
  },
  {
    code: 'NAMES_READABLE',
    asks: 'Are subject and issuer written in strings that OpenSSL and Go load? What is beyond the bounds of RFC 5280, or of a type that it does not have there, is a note.',
    source: RFC5280('4.1.2.4, appendix A.1'),
  },
  {
    code: 'PUBLIC_KEY_SAME',
    asks: 'Is the public key that of the CSR, and not that of the CA, in a form that RFC 5480 allows? The same key encoded otherwise is a note.',
    source: `${aws('certificate provider', PROVIDER)}; [RFC 5480, 2.1.1, 2.2](https://www.rfc-editor.org/rfc/rfc5480)`,
  },
  {
    code: 'ISSUED_BY_LINKED_CA',
    asks: "Does the signature verify with the linked CA's key, and is the issuer its subject?",
    source: RFC5280('6.1.3'),
  },
  {
    code: 'LINKED_CA_IN_ORDER',
    asks: 'May the linked CA certify this device: is it a CA, valid now, with a key that AWS IoT takes, for clients, for these names, and is its own certificate well-formed?',
    source: RFC5280('4.2.1.3, 4.2.1.10, 4.2.1.12, 6.1'),
  },
  { code: 'VALID_NOW', asks: 'Is it valid at this moment?', source: aws('client certificates', CLIENT_CERTIFICATES) },
  {
    code: 'WITHIN_AUTHORITY',
    asks: "Does it end before the CA's own certificate does?",
    source: '[AWS Private CA, issuing](https://docs.aws.amazon.com/privateca/latest/userguide/PcaIssueCert.html)',
  },
  {
    code: 'WILL_EXPIRE',
    asks: "When must the device renew? AWS's own certificates last until 2049: always a note.",
    source: aws('client certificates', CLIENT_CERTIFICATES),
  },
  { code: 'NOT_A_CA', asks: 'Can the device not issue certificates itself?', source: RFC5280('4.2.1.9') },
  {
    code: 'CLIENT_AUTH',
    asks: 'Do key usage and extended key usage allow a TLS client?',
    source: RFC5280('4.2.1.3, 4.2.1.12'),
  },
  {
    code: 'KEY_USAGE_FITS',
    asks: "Does key usage name nothing that a key of this kind cannot do, as keyEncipherment with an EC key, which AWS Private CA's own end-entity templates set? A note, told only then.",
    source:
      '[RFC 8813, 3](https://www.rfc-editor.org/rfc/rfc8813#section-3); [RFC 3279, 2.3.1](https://www.rfc-editor.org/rfc/rfc3279#section-2.3.1); [AWS Private CA, template definitions](https://docs.aws.amazon.com/privateca/latest/userguide/template-definitions.html)',
  },
  {
    code: 'SERIAL_SANE',
    asks: 'Is the serial number positive and at most 20 octets long?',
    source: RFC5280('4.1.2.2'),
  },
  {
    code: 'SIGNATURE_ALGORITHM',
    asks: 'Is the signature of a kind that AWS IoT accepts?',
    source: aws('client certificates', CLIENT_CERTIFICATES),
  },
  {
    code: 'CRITICAL_EXTENSIONS',
    asks: 'No critical extension that a verifier would not know or could not process, and none twice?',
    source: RFC5280('4.2'),
  },
  {
    code: 'EXTENSIONS_READABLE',
    asks: 'Is the content of every extension of a known kind well-formed? What is, and some libraries do not read all the same, is a note.',
    source: RFC5280('4.2.1, 4.2.2'),
  },
  {
    code: 'TLS_HANDSHAKE',
    asks: 'Does a TLS server that trusts the linked CA alone accept a client with this certificate and its key, in a real handshake by OpenSSL? With a CSR of your own the key is not here, and it is not exercised: a note.',
    source: '[RFC 8446, 4.4](https://www.rfc-editor.org/rfc/rfc8446#section-4.4)',
  },
  {
    code: 'RUNS_DIFFER',
    asks: 'With `--runs`: does every run pass, each with a certificate of its own?',
    source:
      '[AWS IoT API, RegisterCertificate](https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCertificate.html)',
  },
] as const;

export type TrialRuleCode = (typeof TRIAL_RULES)[number]['code'];
