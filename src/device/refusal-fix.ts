/**
 * By AWS's code; they are those that ministack, an emulator, says it found at AWS, since AWS's guide has hardly any.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html
 */
const REGISTER_THING: Readonly<Record<string, string>> = {
  InvalidCertificateOwnershipToken: 'the token lives one hour, for one device: start again with a new certificate',
  InvalidTemplate:
    'check the name of the template, that it is for fleet provisioning and enabled, and that its body can be carried out: `aws iot describe-provisioning-template`',
  InvocationError:
    "look at the pre-provisioning hook of the template: its function failed or took more than 5 seconds, which its log says, or iot.amazonaws.com may not invoke it for this template's ARN",
  InvalidResult:
    'let the pre-provisioning hook of the template answer {"allowProvisioning": true} or false, with parameterOverrides that are texts: it answered something else',
  AccessDenied:
    'the pre-provisioning hook of the template says no to this device; if it does not, look at the provisioning role, which has to trust iot.amazonaws.com and to hold AWSIoTThingsRegistration',
  InvalidParameters:
    "give every parameter that the template's body refers to and has no default for: AWS's words name the first that is missing",
  ProvisioningFailed:
    "read the reason in AWS's words, which name what the registry refused: what the body refers to, such as its policy, has to exist",
  InvalidPayload: 'send an object whose parameters are texts, in the format that the topic names',
};

const HOOK_OR_ROLE =
  'look at the pre-provisioning hook of the template first, which may have said no or taken more than 5 seconds; then at the provisioning role, which has to trust iot.amazonaws.com and to hold AWSIoTThingsRegistration';

/** Whose function AWS IoT asked, and got nothing that counts: likely the same codes for a provider as for a hook. */
const FROM_FUNCTION = new Set(['InvocationError', 'InvalidResult', 'AccessDenied']);

/**
 * What is likely behind a refusal. AWS documents the shape of these answers and hardly any of their codes, so each says
 * where the reason stands.
 */
export const refusalFixes = {
  createCertificateFromCsr: (errorCode: string, statusCode: number): string =>
    (statusCode === 400 && !FROM_FUNCTION.has(errorCode)) ||
    /InvalidCertificateSigningRequest|InvalidCsr/i.test(errorCode)
      ? 'check the CSR: AWS IoT takes RSA from 2,048 bits and P-256, P-384 and P-521. If it is in order, look at who signs with `certprov status`: the function of a certificate provider may have failed; dry-run tries it with the CSR'
      : 'look at who signs with `certprov status`; where a function does, dry-run tries it, and its log says why it did not sign',

  createKeysAndCertificate: (): string =>
    'check that the claim is still valid, and that its policy allows $aws/certificates/create/*',

  registerThing: (errorCode: string, statusCode: number): string => {
    const known = Object.hasOwn(REGISTER_THING, errorCode) ? REGISTER_THING[errorCode] : undefined;
    if (known !== undefined) return known;
    if (/Token/i.test(errorCode)) return REGISTER_THING['InvalidCertificateOwnershipToken']!;
    if (statusCode === 403 || /AccessDenied|ACCESS_DENIED|Unauthorized/i.test(errorCode)) return HOOK_OR_ROLE;
    if (statusCode === 404 || /NotFound/i.test(errorCode))
      return 'check the name of the template, and that it is enabled, and that what its body refers to exists';
    return "read AWS's words above; else check that the template is enabled, that every parameter of its body is given, and that its role may make what it describes";
  },
} as const;
