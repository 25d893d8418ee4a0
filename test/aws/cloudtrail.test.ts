import { describe, expect, it } from 'vitest';
import { allPages } from '../../src/aws/pages.ts';
import { json, jsonError, startCannedServer } from './canned-server.ts';
import { openCanned } from './open-canned.ts';

const ROLE = 'arn:aws:iam::111122223333:role/fleet/device-rotation';
const SINCE = new Date('2026-09-02T00:00:00Z');

const event = (userIdentity: unknown, more: object = {}, details: object = {}) => ({
  EventId: 'e1',
  EventName: 'CreateCertificateFromCsr',
  EventSource: 'iot.amazonaws.com',
  EventTime: 1_790_000_000,
  Username: 'i-0123',
  CloudTrailEvent: JSON.stringify({ userIdentity, ...details }),
  ...more,
});

describe('cloudtrail', () => {
  it('reads who called CreateCertificateFromCsr, page by page and by the role of a session', async () => {
    const sessionContext = { sessionIssuer: { type: 'Role', arn: ROLE } };
    const arn = 'arn:aws:sts::111122223333:assumed-role/device-rotation/i-0123';
    await using server = await startCannedServer(
      json(200, { Events: [event({ type: 'AssumedRole', arn, sessionContext })], NextToken: 'more' }),
      json(200, {
        Events: [
          event({ type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/me' }, {}, { errorCode: 'AccessDenied' }),
          event({ type: 'AWSService', invokedBy: 'iot.amazonaws.com' }),
          event(null, { CloudTrailEvent: 'cut off {' }),
          event({}, { EventSource: 'other.amazonaws.com' }),
        ],
      }),
    );
    const aws = await openCanned(server);
    const time = new Date(1_790_000_000_000);
    await expect(allPages(aws.reader.httpSignings(SINCE))).resolves.toEqual([
      { time, principal: ROLE, refused: false },
      { time, principal: 'arn:aws:iam::111122223333:user/me', refused: true },
      { time, principal: 'iot.amazonaws.com', refused: false },
      { time, principal: 'i-0123', refused: false },
    ]);
    const [first, second] = server.seen.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(first).toMatchObject({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateCertificateFromCsr' }],
      StartTime: SINCE.getTime() / 1000,
      MaxResults: 50,
    });
    // With what the first one asked for, to the second: else AWS does not take the token.
    expect(second).toEqual({ ...first, NextToken: 'more' });
  });

  it('tells a missing permission', async () => {
    await using server = await startCannedServer(
      jsonError(400, 'AccessDeniedException', 'User: x is not authorized to perform: cloudtrail:LookupEvents'),
    );
    const aws = await openCanned(server);
    await expect(allPages(aws.reader.httpSignings(SINCE))).rejects.toMatchObject({
      code: 'AWS_ACCESS_DENIED',
      details: { action: 'cloudtrail:LookupEvents' },
    });
  });
});
