/** What `status` can do without: without one of them it says less, and is no error. `init` ends with the same look. */
export const STATUS_READS: readonly string[] = [
  'GetFunction',
  'GetPolicy',
  'GetFunctionCodeSigningConfig',
  'GetRole',
  'GetRolePolicy',
  'DescribeCertificateAuthority',
  'ListTagsForResource',
  'GetAccountSettings',
  'GetMetricData',
  'ListProvisioningTemplates',
  'DescribeEncryptionConfiguration',
];
