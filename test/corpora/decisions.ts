/** Where certprov decides, or does not do what is said of a file. `docs/csr-corpora.md` is made of these. */
export interface Decision {
  /**
   * `policy`: the manifest leaves it to the product. `disagreement`: something else than the manifest expects. `source`:
   * as the manifest expects, and not as the project that the file comes from.
   */
  readonly kind: 'policy' | 'disagreement' | 'source';
  readonly title: string;
  /** The class in the manifest. */
  readonly expected: string;
  /** What the dry run says, and the signer; of every file alike. */
  readonly dryRun: string;
  readonly signer: string;
  /** The rule that fails the certificate, where the CA copies what was asked for, as the sandbox's Private CA does. */
  readonly certificateFails?: string;
  readonly reason: string;
  readonly files: readonly string[];
}

export const DECISIONS: readonly Decision[] = [
  {
    kind: 'policy',
    title: 'A request signed with SHA-1 is signed, with a note',
    expected: 'policy-weak-hash',
    dryRun: 'notes CSR_SIGNATURE_VALID',
    signer: 'SIGNED',
    reason:
      'The signature of a request proves one thing: whoever asks holds the key. What is known against SHA-1 makes two texts of one hash, which helps nobody to sign for a key of somebody else, and devices in the field ask so. The signature of the certificate is the CA’s, and another matter. The dry run says it, because some CAs refuse such requests.',
    files: [
      'mbedtls/server1.req.sha1.pem',
      'mbedtls/server5.req.sha1.pem',
      'mbedtls/server1.req.cert_type.pem',
      'mbedtls/server1.req.cert_type~9e792a.pem',
      'mbedtls/server1.req.cert_type~5cbad4.pem',
      'mbedtls/server1.req.cert_type~5fe543.pem',
      'mbedtls/server1.req.key_usage.pem',
      'mbedtls/server1.req.key_usage~16e01c.pem',
      'mbedtls/server1.req.key_usage_decipher_only.pem',
      'mbedtls/server1.req.sha1~c8f370.pem',
      'mbedtls/server5.req.ku.sha1.pem',
      'mbedtls/server5.req.ku.sha1~fc5f1a.pem',
      'mbedtls/server5.req.ku.sha1~9341e0.pem',
      'mbedtls/x509parse.L2948.der',
      'bc-java/ESTParsingTest.java.line45afterliteraljoinin.der',
      'cfssl/san_domain.csr',
      'cfssl/extreq.csr',
      'boulder/bad_algorithm.der.csr',
      'boulder/ct_poison_extension_empty.der~eb495c.csr',
      'boulder/must_staple.der~e17f48.csr',
      'certbot/careq.pem',
      'certbot/valid.csr',
      'certbot/localhost.csr.pem',
      'pyca/san_rsa_sha1.pem',
    ],
  },
  {
    kind: 'policy',
    title: 'SHA-1, and something else that a person wants to see, are two notes',
    expected: 'policy-weak-hash',
    dryRun: 'notes CSR_READABLE, CSR_SIGNATURE_VALID',
    signer: 'SIGNED',
    reason:
      'Each for its own reason: version 2, an extension twice, and an extension that says nothing or is not written in DER (a keyUsage or netscapeCertType without a bit, zeros behind the last bit, encipherOnly without keyAgreement, a TLS feature without elements).',
    files: [
      'golang/TestCriticalFlagInCSRRequestedExtensions.pem',
      'boulder/duplicate_must_staple.der.csr',
      'mbedtls/server1.req.cert_type_empty.pem',
      'mbedtls/server1.req.cert_type_empty~d43429.pem',
      'mbedtls/server1.req.key_usage~0fd71a.pem',
      'mbedtls/server1.req.key_usage~1beaca.pem',
      'mbedtls/server1.req.key_usage_empty.pem',
      'mbedtls/server1.req.key_usage_empty~9b993b.pem',
      'mbedtls/server1.req.key_usage_encipher_only.pem',
      'mbedtls/server1.req.key_usage_encipher_only~6d8251.pem',
      'mbedtls/server5.req.ku.sha1~f21bd5.pem',
      'mbedtls/server5.req.ku.sha1~e5bdf1.pem',
      'boulder/tls_feature_unknown.der.csr',
      'certbot/request-with-SANs.pem',
    ],
  },
  {
    kind: 'policy',
    title: 'A request signed with MD5 is refused',
    expected: 'policy-weak-hash',
    dryRun: 'fails CSR_SIGNATURE_VALID',
    signer: 'CSR_HASH_BROKEN',
    reason:
      'RFC 6151 finds MD5 no longer acceptable in digital signatures. MD2 and MD4, which the manifest has among the invalid signatures because OpenSSL cannot verify them any more, are refused with the same code.',
    files: [
      'mbedtls/cert_md5.csr',
      'mbedtls/cert_md5~76af91.csr',
      'mbedtls/server1.req.md5.pem',
      'mbedtls/server1.req.md5~09f66b.pem',
      'cfssl/test.csr.pem',
    ],
  },
  {
    kind: 'policy',
    title: 'Version 1 or 2 is signed, with a note',
    expected: 'policy-version',
    dryRun: 'notes CSR_READABLE',
    signer: 'SIGNED',
    reason:
      'RFC 2986 has 0. Old software counted as certificates do and wrote 2; nothing else in the request is read differently, and OpenSSL takes it. pyca/cryptography does not, as some CAs may not, hence the note.',
    files: [
      'certbot/csr-ipsans.pem',
      'certbot/csr-ipv6sans.pem',
      'certbot/0000_csr-certbot.pem',
      'certbot/0001_csr-certbot.pem',
      'certbot/0002_csr-certbot.pem',
      'certbot/0003_csr-certbot.pem',
      'certbot/csr-mixed~df2ca0.pem',
      'certbot/csr-ipsans~4e7622.pem',
      'phpseclib/CSRTest-testCSRDER.pem',
    ],
  },
  {
    kind: 'disagreement',
    title: 'A version above 2 is malformed',
    expected: 'reject-signature',
    dryRun: 'fails CSR_READABLE',
    signer: 'CSR_UNREADABLE',
    reason:
      'Its signature is wrong as well, but what a request of version 99 is, nobody knows: it is not looked at. OpenSSL reads it.',
    files: ['badkeys/invalidver.csr'],
  },
  {
    kind: 'disagreement',
    title: 'What is not DER all the way down is malformed',
    expected: 'reject-signature',
    dryRun: 'fails CSR_READABLE',
    signer: 'CSR_UNREADABLE',
    reason:
      'Their signatures are wrong as well, but it does not come to that: the extensions that they ask for are read strictly, where OpenSSL leaves them unread until somebody wants them. Refused either way, for the earlier reason.',
    files: [
      'mbedtls/test_csr_v3_all_malformed_attributes_extension_request_sequence_tag.csr.der',
      'mbedtls/test_csr_v3_all_malformed_extension_data_len1.csr.der',
      'mbedtls/test_csr_v3_all_malformed_extension_data_len2.csr.der',
      'mbedtls/test_csr_v3_all_malformed_extension_data_tag.csr.der',
      'mbedtls/test_csr_v3_all_malformed_extension_id_tag.csr.der',
      'mbedtls/test_csr_v3_all_malformed_extension_subject_alt_name_sequence_tag.csr.der',
      'mbedtls/test_csr_v3_all_malformed_extension_type_oid.csr.der',
      'mbedtls/test_csr_v3_all_malformed_extensions_sequence_tag.csr.der',
      'pyca/long-form-attribute.pem',
    ],
  },
  {
    kind: 'disagreement',
    title: 'A request that names nobody is refused',
    expected: 'accept',
    dryRun: 'fails CSR_READABLE',
    signer: 'CSR_NAMES_NOTHING',
    reason:
      'Well-formed, but without a subject and without a subjectAltName (in one of them the extension is there, and empty). AWS Private CA refuses it, so the built-in signer does, whatever the CA. With a function of another CA the dry run makes it a note: that function may give it a name.',
    files: [
      'bc-java/PKCS10Test.java.line72afterliteraljoinin.der',
      'boulder/no_names.der.csr',
      'boulder/key_test.go.0line64.pem',
      'certbot/csr-nonames_512~29ed53.pem',
    ],
  },
  {
    kind: 'disagreement',
    title: 'A request of more than 4,096 characters is signed, with a note',
    expected: 'accept',
    dryRun: 'notes CSR_READABLE',
    signer: 'SIGNED',
    reason:
      'It has no fault. Over MQTT, where a certificate provider is asked, it is short enough; `CreateCertificateFromCsr` of the HTTP API takes no more than 4,096 characters.',
    files: ['bc-java/DeltaCertTest.java.line40afterliteraljoinin.der'],
  },
  {
    kind: 'disagreement',
    title: 'A request for an extension twice is signed, with a note',
    expected: 'accept',
    dryRun: 'notes CSR_READABLE',
    signer: 'SIGNED',
    reason:
      'A certificate has each extension once (RFC 5280, 4.2), and what a CA makes of a subjectAltName in two extensions is its own affair: an own CA takes the first, and so does the Private CA of the sandbox, which is assumed. A certificate that has it twice fails the dry run.',
    files: ['bc-java/PKCS10Test.java.line141afterliteraljoini.der'],
  },
  {
    kind: 'disagreement',
    title: 'A name beyond the bounds of RFC 5280 is signed, with a note',
    expected: 'accept',
    dryRun: 'notes CSR_READABLE',
    signer: 'SIGNED',
    reason:
      'RFC 5280, appendix A.1, gives a common name 64 characters and a country 2. OpenSSL and Go read more, some CAs and databases do not, hence the note.',
    files: ['cfssl/localhost.csr', 'boulder/long_cn.der.csr'],
  },
  {
    kind: 'disagreement',
    title: 'A request for the certificate of a CA is signed as that of a device, with a note',
    expected: 'accept',
    dryRun: 'notes CSR_READABLE',
    signer: 'SIGNED',
    reason:
      'The basicConstraints that it asks for are not copied: what the built-in signer issues is no CA. Some CAs refuse such a request, hence the note.',
    files: [
      'cfssl/inter_pathlen_0.csr',
      'cfssl/inter_pathlen_1.csr',
      'cfssl/inter_pathlen_unspecified.csr',
      'cfssl/pathlen_0.csr',
      'cfssl/pathlen_1.csr',
      'cfssl/pathlen_unspecified.csr',
      'cfssl/inter_pathlen_0~ae54a9.csr',
      'cfssl/inter_pathlen_1~6836ce.csr',
      'cfssl/inter_pathlen_unspecified~558ea3.csr',
      'phpseclib/CSRTest-testCSRWithAttributes.pem',
    ],
  },
  {
    kind: 'disagreement',
    title: 'A request for a subjectAltName without a name is signed, with a note',
    expected: 'accept',
    dryRun: 'notes CSR_READABLE',
    signer: 'SIGNED',
    certificateFails: 'EXTENSIONS_READABLE',
    reason:
      'RFC 5280, 4.2.1.6, wants at least one name in it. Nothing is copied of it, so it harms nobody; a CA that copies it would issue a certificate that the dry run fails.',
    files: ['certbot/csr-nosans_512~3fad6a.pem'],
  },
  {
    kind: 'source',
    title: 'A critical extension that nobody knows does not matter in a request',
    expected: 'accept',
    dryRun: 'passes',
    signer: 'SIGNED',
    reason:
      'mbedTLS refuses to read it, OpenSSL reads it, and so does certprov: of what a request asks for, only the subjectAltName is taken over, so that nothing unknown comes into a certificate.',
    files: ['mbedtls/x509parse.L2952.der'],
  },
];

/** None for a file on which there is nothing to decide. */
export const decisionOn = (file: string): Decision | undefined => DECISIONS.find(({ files }) => files.includes(file));
