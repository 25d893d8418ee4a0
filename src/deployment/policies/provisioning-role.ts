import { parseArn } from '../../aws/arn.ts';
import type { PolicyDocument } from '../../aws/ports/ports.ts';

/**
 * AWS IoT may assume the role for this template, and not on behalf of another account.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html
 */
export const provisioningTrustPolicy = (templateArn: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'iot.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': parseArn(templateArn)?.account ?? '' },
        ArnLike: { 'aws:SourceArn': templateArn },
      },
    },
  ],
});
