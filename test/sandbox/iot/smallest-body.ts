const certificate = {
  Type: 'AWS::IoT::Certificate',
  Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Inactive' },
};

/** The least that AWS IoT takes as the body of a provisioning template, with or without parameters. */
export const smallestBody = (Parameters: object = {}): string =>
  JSON.stringify({ Parameters, Resources: { certificate } });

/** Of a new account; AWS IoT may assume it. */
export const PROVISIONING_ROLE = 'arn:aws:iam::000000000000:role/acme-provisioning-role';
