/**
 * What the linters find and certprov leaves as it is, each with its reason. Any other finding fails the suite, and so
 * does an exception that is met no more.
 */
export const EXCEPTIONS = [
  {
    why: "AWS Private CA's own end-entity template sets keyEncipherment whatever the key. The trial notes it (KEY_USAGE_FITS).",
    authority: /^AWS Private CA/,
    keys: /^P-/,
    findings: [
      'error e_ecdsa_allowed_ku',
      'error e_key_usage_and_extended_key_usage_inconsistent',
      'error pkix.key_usage_value_prohibited_for_ec',
    ],
  },
  {
    why: "A key of RSA has keyEncipherment, from certprov's own CA too (ADR 9). zlint wants none beside clientAuth; RFC 5280, 4.2.1.12, says which usages may be consistent with it, and does not forbid others.",
    authority: /^(AWS Private CA|own CA)/,
    keys: /^RSA/,
    findings: ['error e_key_usage_and_extended_key_usage_inconsistent'],
  },
  {
    why: 'The CSR asks for a DNS name of one label, as devices do that have no domain, or the CA makes one of the CN. pkilint wants two labels.',
    authority: /./,
    keys: /^(P-|RSA)/,
    findings: ['error pkix.invalid_domain_name_syntax'],
  },
];

export const exceptionFor = (authority, key, finding) =>
  EXCEPTIONS.find(
    (exception) =>
      exception.authority.test(authority) && exception.keys.test(key) && exception.findings.includes(finding),
  );
