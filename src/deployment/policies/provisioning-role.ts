import { parseArn } from '../../aws/arn.ts';
import type { PolicyDocument } from '../../aws/ports/ports.ts';

/** AWS IoT may assume the role for this template. */
export const provisioningTrustPolicy = (templateArn: string): PolicyDocument =>
  iotTrust(parseArn(templateArn)?.account ?? '', templateArn);

/**
 * AWS IoT may assume the role on behalf of this account only and, where some are named, for these resources only.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html
 */
export const iotTrust = (account: string, sourceArns: string | readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'iot.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': account },
        ...(sourceArns.length === 0 ? {} : { ArnLike: { 'aws:SourceArn': sourceArns } }),
      },
    },
  ],
});
