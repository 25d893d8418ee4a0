import { tagOnCreate } from '../iam/also-needs.ts';
import type { Call, Operation, Service } from '../service.ts';
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  groupArn,
  putRetentionPolicy,
} from './log-groups.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';

/**
 * Policies name a log group with `:*` at the end, but for its tags without.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
const onGroup = (handler: Operation['handler']): Operation => ({
  handler,
  resource: ({ logGroupName }: { readonly logGroupName: string }, call: Call) => `${groupArn(logGroupName, call)}:*`,
});

const onTagged = (handler: Operation['handler']): Operation => ({
  handler,
  resource: ({ resourceArn }: { readonly resourceArn: string }) => resourceArn,
});

/** What it does and what is assumed: BEHAVIOUR.md. */
export const logsService: Service = {
  signingName: 'logs',
  operations: {
    CreateLogGroup: {
      ...onGroup(createLogGroup),
      alsoNeeds: ({ tags }: { readonly tags?: object }, groups) =>
        tagOnCreate(
          tags,
          'logs:TagResource',
          groups.map((arn) => arn.replace(/:\*$/, '')),
        ),
    },
    PutRetentionPolicy: onGroup(putRetentionPolicy),
    DeleteRetentionPolicy: onGroup(deleteRetentionPolicy),
    DescribeLogGroups: { handler: describeLogGroups },
    DeleteLogGroup: onGroup(deleteLogGroup),
    ListTagsForResource: onTagged(listTagsForResource),
    TagResource: onTagged(tagResource),
    UntagResource: onTagged(untagResource),
  },
};
