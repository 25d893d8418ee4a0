import { describe, expect, it } from 'vitest';
import { refusalFixes } from '../../src/device/refusal-fix.ts';

describe('the advice for a refused RegisterThing', () => {
  it.each([
    ['InvalidCertificateOwnershipToken', 400, 'start again with a new certificate'],
    ['InvalidTemplate', 400, 'check the name of the template'],
    ['InvocationError', 400, 'iot.amazonaws.com may not invoke it'],
    ['InvalidResult', 400, '{"allowProvisioning": true}'],
    ['AccessDenied', 403, 'says no to this device'],
    ['InvalidParameters', 400, 'name the first that is missing'],
    ['ProvisioningFailed', 400, 'what the registry refused'],
    ['InvalidPayload', 400, 'whose parameters are texts'],
    ['UnauthorizedException', 401, 'provisioning role'],
    ['ResourceNotFound', 404, 'check the name of the template'],
    ['constructor', 400, "read AWS's words above"],
  ])('is that of its code: %s', (code, status, advice) => {
    expect(refusalFixes.registerThing(code, status)).toContain(advice);
  });
});

describe('the advice for a refused CSR', () => {
  const signer = 'look at who signs with `certprov status`; where a function does';

  it.each([
    ['InvalidCertificateSigningRequest', 400, 'check the CSR'],
    ['InvalidRequestException', 400, 'check the CSR'],
    // What a failing hook is answered, and so perhaps a failing provider.
    ['InvocationError', 400, signer],
    ['InvalidResult', 400, signer],
    ['AccessDenied', 403, signer],
    ['InternalFailure', 500, signer],
  ])('looks where the reason is: %s', (code, status, advice) => {
    expect(refusalFixes.createCertificateFromCsr(code, status)).toContain(advice);
  });

  it('does not blame the CSR alone, since AWS documents no code for a function that fails', () => {
    expect(refusalFixes.createCertificateFromCsr('Unknown', 400)).toMatch(
      /check the CSR: .* certificate provider may have failed/,
    );
  });
});
