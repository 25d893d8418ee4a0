import type { ServiceModel } from './service-model.ts';

/** Written by scripts/sandbox-models.mjs from botocore 1.44.5, CloudWatch Logs 2014-03-28 (Apache-2.0): not to be edited. */
// prettier-ignore
export const logsModel: ServiceModel = {
  operations: {
    CreateLogGroup: {"type":"structure","required":["logGroupName"],"members":{"logGroupName":"LogGroupName","kmsKeyId":"KmsKeyId","tags":"Tags","logGroupClass":"LogGroupClass","deletionProtectionEnabled":":boolean"}},
    DeleteLogGroup: {"type":"structure","required":["logGroupName"],"members":{"logGroupName":"LogGroupName"}},
    DeleteRetentionPolicy: {"type":"structure","required":["logGroupName"],"members":{"logGroupName":"LogGroupName"}},
    DescribeLogGroups: {"type":"structure","members":{"accountIdentifiers":"AccountIds","logGroupNamePrefix":"LogGroupName","logGroupNamePattern":"LogGroupNamePattern","nextToken":"NextToken","limit":"DescribeLimit","includeLinkedAccounts":":boolean","logGroupClass":"LogGroupClass","logGroupIdentifiers":"DescribeLogGroupsLogGroupIdentifiers"}},
    ListTagsForResource: {"type":"structure","required":["resourceArn"],"members":{"resourceArn":"AmazonResourceName"}},
    PutRetentionPolicy: {"type":"structure","required":["logGroupName","retentionInDays"],"members":{"logGroupName":"LogGroupName","retentionInDays":":integer"}},
    TagResource: {"type":"structure","required":["resourceArn","tags"],"members":{"resourceArn":"AmazonResourceName","tags":"Tags"}},
    UntagResource: {"type":"structure","required":["resourceArn","tagKeys"],"members":{"resourceArn":"AmazonResourceName","tagKeys":"TagKeyList"}},
  },
  shapes: {
    AccountId: {"type":"string","min":12,"max":12,"pattern":"^\\d{12}$"},
    AccountIds: {"type":"list","of":"AccountId","min":0,"max":20},
    AmazonResourceName: {"type":"string","min":1,"max":1011,"pattern":"[\\w+=/:,.@-]*"},
    DescribeLimit: {"type":"integer","min":1,"max":50},
    DescribeLogGroupsLogGroupIdentifiers: {"type":"list","of":"LogGroupIdentifier","min":1,"max":50},
    KmsKeyId: {"type":"string","max":256},
    LogGroupClass: {"type":"string","values":["STANDARD","INFREQUENT_ACCESS","DELIVERY","ESSENTIALS"]},
    LogGroupIdentifier: {"type":"string","min":1,"max":2048,"pattern":"[\\w#+=/:,.@-]*"},
    LogGroupName: {"type":"string","min":1,"max":512,"pattern":"[\\.\\-_/#A-Za-z0-9]+"},
    LogGroupNamePattern: {"type":"string","min":0,"max":512,"pattern":"[\\.\\-_/#A-Za-z0-9]*"},
    NextToken: {"type":"string","min":1},
    TagKey: {"type":"string","min":1,"max":128,"pattern":"^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$"},
    TagKeyList: {"type":"list","of":"TagKey","min":0,"max":50},
    TagValue: {"type":"string","max":256,"pattern":"^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$"},
    Tags: {"type":"map","key":"TagKey","of":"TagValue","min":1,"max":50},
  },
};
