import type { AccountPlace } from '../arn.ts';
import type { PolicyDocument } from '../aws/ports.ts';

/** Lambda may assume the role; nobody else. */
export const signerTrustPolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

export interface SignerPolicyInput {
  readonly place: AccountPlace;
  readonly functionName: string;
  readonly certificateAuthorityArn: string;
}

/** The template for a device's certificate: not a CA, digitalSignature, clientAuth, subject and SAN from the CSR. */
export const clientTemplateArn = (partition: string): string =>
  `arn:${partition}:acm-pca:::template/EndEntityClientAuthCertificate/V1`;

/**
 * One CA, one template, one log group. GetCertificate carries no template condition: that key exists on
 * IssueCertificate only.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsprivatecertificateauthority.html
 */
export function signerRolePolicy({ place, functionName, certificateAuthorityArn }: SignerPolicyInput): PolicyDocument {
  const logGroup = `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:/aws/lambda/${functionName}`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'IssueDeviceCertificates',
        Effect: 'Allow',
        Action: 'acm-pca:IssueCertificate',
        Resource: certificateAuthorityArn,
        Condition: { StringEquals: { 'acm-pca:TemplateArn': clientTemplateArn(place.partition) } },
      },
      {
        Sid: 'ReadDeviceCertificates',
        Effect: 'Allow',
        Action: 'acm-pca:GetCertificate',
        Resource: certificateAuthorityArn,
      },
      {
        Sid: 'WriteOwnLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: [logGroup, `${logGroup}:*`],
      },
    ],
  };
}
