import { describe, expect, it } from 'vitest';
import { readSignerEnvironment, signerEnvironment } from '../../src/authority/signer-environment.ts';
import { CA_ARN } from './acm-pca/acm-pca-stand-in.ts';

const configuration = {
  authority: {
    kind: 'acm-pca',
    certificateAuthorityArn: CA_ARN,
    keyAlgorithm: 'RSA_3072',
    template: 'EndEntityCertificate/V1',
  },
  validityDays: 365,
  requested: { extensions: 'refuse', names: 'cn' },
} as const;

describe('the environment of a signer', () => {
  it('is read back as it was written', () => {
    expect(readSignerEnvironment(signerEnvironment(configuration))).toEqual(configuration);
  });

  it('of an earlier version has the rule that was always there', () => {
    const {
      CERTPROV_REQUESTED_EXTENSIONS: _one,
      CERTPROV_REQUESTED_NAMES: _other,
      ...old
    } = signerEnvironment(configuration);
    expect(readSignerEnvironment(old).requested).toEqual({ extensions: 'client', names: 'pass' });
  });

  it('has nothing of the CA that changes when it is renewed', () => {
    expect(Object.keys(signerEnvironment(configuration))).toEqual([
      'CERTPROV_CA_ARN',
      'CERTPROV_CA_KEY_ALGORITHM',
      'CERTPROV_CA_TEMPLATE',
      'CERTPROV_VALIDITY_DAYS',
      'CERTPROV_REQUESTED_EXTENSIONS',
      'CERTPROV_REQUESTED_NAMES',
    ]);
  });

  it('names every variable that is missing in one message', () => {
    expect(() => readSignerEnvironment({})).toThrow(
      /CERTPROV_CA_ARN is not set.*CERTPROV_CA_KEY_ALGORITHM is not set.*CERTPROV_CA_TEMPLATE is not set.*CERTPROV_VALIDITY_DAYS is not set/,
    );
  });

  it.each([
    ['CERTPROV_CA_ARN', 'arn:aws:lambda:us-east-1:123456789012:function:x'],
    ['CERTPROV_CA_ARN', `${CA_ARN}/certificate/1`],
    ['CERTPROV_CA_KEY_ALGORITHM', 'ML_DSA_44'],
    ['CERTPROV_CA_KEY_ALGORITHM', 'constructor'],
    ['CERTPROV_CA_TEMPLATE', 'SubordinateCACertificate_PathLen0/V1'],
    ['CERTPROV_CA_TEMPLATE', 'EndEntityClientAuthCertificate'],
    ['CERTPROV_REQUESTED_EXTENSIONS', 'drop'],
    ['CERTPROV_REQUESTED_NAMES', ''],
    ['CERTPROV_VALIDITY_DAYS', '0'],
    ['CERTPROV_VALIDITY_DAYS', '1.5'],
    ['CERTPROV_VALIDITY_DAYS', '-7'],
    ['CERTPROV_VALIDITY_DAYS', '7 days'],
  ])('refuses %s=%s by name', (name, value) => {
    const read = () => readSignerEnvironment({ ...signerEnvironment(configuration), [name]: value });
    expect(read).toThrow(
      expect.objectContaining({ name: 'ConfigurationInvalid', message: expect.stringContaining(name) }),
    );
  });
});
