/**
 * What is likely behind a refusal. AWS documents the shape of these answers and hardly any of their codes, so each says
 * where the reason stands.
 */
export const refusalFixes = {
  createCertificateFromCsr: (errorCode: string, statusCode: number): string =>
    statusCode === 400 || /InvalidCertificateSigningRequest|InvalidCsr/i.test(errorCode)
      ? 'check the CSR with `certprov dry-run --csr <file>`: AWS IoT takes RSA from 2,048 bits and P-256, P-384 and P-521'
      : 'look at who signs with `certprov status`, and try the function with `certprov dry-run`: its log says why it did not sign',

  createKeysAndCertificate: (): string =>
    'check that the claim is still valid, and that its policy allows $aws/certificates/create/*',

  registerThing: (errorCode: string, statusCode: number): string => {
    if (/Token/i.test(errorCode)) return 'the token lives one hour, for one device: start again with a new certificate';
    if (statusCode === 403 || /AccessDenied|ACCESS_DENIED|Unauthorized/i.test(errorCode))
      return 'look at the pre-provisioning hook of the template first, which may have said no or taken more than 5 seconds; then at the provisioning role, which has to trust iot.amazonaws.com and to hold AWSIoTThingsRegistration';
    if (statusCode === 404 || /NotFound/i.test(errorCode))
      return 'check the name of the template, and that it is enabled, and that what its body refers to exists';
    return "read AWS's words above; else check that the template is enabled, that every parameter of its body is given, and that its role may make what it describes";
  },
} as const;
