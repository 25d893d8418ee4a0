import { CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { callOver } from './connection/call.ts';
import { connectClient } from './connection/connect-client.ts';
import type { Connection } from './connection/connection.ts';
import { pages } from './pages.ts';
import type { AwsReader, HttpSigning } from './ports/ports.ts';
import { listed, present } from './present.ts';

const IOT = 'iot.amazonaws.com';
/** AWS's largest page. */
const PAGE_SIZE = 50;

/** Reads the event history that every account has, with or without a trail. */
export function cloudTrailReader(connection: Connection): Pick<AwsReader, 'httpSignings'> {
  const cloudTrail = connectClient(CloudTrailClient, connection, 'cloudtrail', 'read');
  const call = callOver(connection);
  const action = 'cloudtrail:LookupEvents';

  return {
    httpSignings(since) {
      const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: 'CreateCertificateFromCsr' }];
      // A fixed end, so that calls made while pages are read do not shift them.
      const query = { LookupAttributes, StartTime: since, EndTime: new Date(), MaxResults: PAGE_SIZE };
      return pages<HttpSigning>(action, async (NextToken) => {
        const answer = await call({ action, repeat: 'always' }, (options) =>
          cloudTrail.send(new LookupEventsCommand({ ...query, NextToken }), options),
        );
        const events = listed(answer.Events, answer, 'Events', action);
        const items = events.filter(({ EventSource }) => EventSource === IOT).map((event) => asSigning(event, action));
        return { items, next: answer.NextToken || undefined };
      });
    },
  };
}

interface EventDetails {
  readonly errorCode?: unknown;
  readonly userIdentity?: {
    readonly arn?: unknown;
    readonly invokedBy?: unknown;
    readonly sessionContext?: { readonly sessionIssuer?: { readonly arn?: unknown } };
  };
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
function asSigning(event: Event, action: string): HttpSigning {
  const details = detailsOf(event.CloudTrailEvent);
  const { userIdentity } = details;
  // The role and not its session: a caller that renews its credentials has a new session every hour.
  const names = [
    userIdentity?.sessionContext?.sessionIssuer?.arn,
    userIdentity?.arn,
    userIdentity?.invokedBy,
    event.Username,
  ];
  return {
    time: present(event.EventTime, 'EventTime', action),
    principal: names.find((name) => typeof name === 'string' && name !== '')?.toString() ?? 'somebody without a name',
    refused: details.errorCode !== undefined && details.errorCode !== null,
  };
}

function detailsOf(text: string | undefined): EventDetails {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
