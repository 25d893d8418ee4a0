import { createHash } from 'node:crypto';
import { kindOf } from '../request-log.ts';
import type { PastCall } from './state.ts';

/** An event, as LookupEvents shows it. */
export interface TrailEvent {
  readonly EventId: string;
  readonly EventName: string;
  readonly ReadOnly: 'true' | 'false';
  readonly EventTime: Date;
  readonly EventSource: string;
  readonly Username: string;
  readonly Resources: readonly object[];
  /** JSON. @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
  readonly CloudTrailEvent: string;
}

/** Data events, of which the history has none. */
const DATA = /^(lambda:Invoke|monitoring:Get|s3:(Get|Put|Delete|Head|List)Object)/;
/** "ListThings and ListTopicRules do not leave entries." */
const UNRECORDED = /^iot:(List|Describe|Get|Search)/;

/** Whether CloudTrail's event history has a call; of devices it has none. */
export function isManagementEvent({ service, operation, caller }: PastCall): boolean {
  const name = `${service}:${operation}`;
  return /^arn:[^:]+:(iam|sts)::/.test(caller) && !DATA.test(name) && !UNRECORDED.test(name);
}

/** `place` tells two calls of one moment apart. */
export function trailEvent(call: PastCall, place: string, { account, region }: { account: string; region: string }) {
  const { time, service, operation, caller, errorCode } = call;
  const hex = createHash('sha256').update(`${place} ${time} ${service} ${operation}`).digest('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  const { username, ...userIdentity } = identityOf(caller, account);
  const readOnly = kindOf(operation) === 'read';
  const event: TrailEvent = {
    EventId: id,
    EventName: operation,
    ReadOnly: readOnly ? 'true' : 'false',
    EventTime: new Date(time),
    EventSource: `${service}.amazonaws.com`,
    Username: username,
    Resources: [],
    CloudTrailEvent: JSON.stringify({
      eventVersion: '1.11',
      userIdentity,
      eventTime: `${time.slice(0, 19)}Z`,
      eventSource: `${service}.amazonaws.com`,
      eventName: operation,
      awsRegion: region,
      ...(errorCode === undefined ? {} : { errorCode }),
      requestParameters: null,
      responseElements: null,
      eventID: id,
      readOnly,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: 'Management',
    }),
  };
  return event;
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
function identityOf(arn: string, accountId: string) {
  const [kind = '', ...names] = arn.slice(arn.lastIndexOf(':') + 1).split('/');
  const last = names.at(-1) ?? kind;
  if (kind !== 'assumed-role') {
    const type = kind === 'root' ? 'Root' : 'IAMUser';
    return { type, arn, accountId, ...(type === 'Root' ? {} : { userName: last }), username: last };
  }
  const role = names[0] ?? '';
  const sessionIssuer = {
    type: 'Role',
    arn: arn.replace(':sts:', ':iam:').replace(/:assumed-role\/.*/, `:role/${role}`),
    accountId,
    userName: role,
  };
  return { type: 'AssumedRole', arn, accountId, sessionContext: { sessionIssuer }, username: last };
}
