import { pageAfter } from '../page-after.ts';
import { type Call, ServiceError } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { isManagementEvent, trailEvent, type TrailEvent } from './trail-event.ts';

interface LookupEventsInput {
  readonly LookupAttributes?: readonly { readonly AttributeKey: string; readonly AttributeValue: string }[];
  /** In seconds since 1970. */
  readonly StartTime?: number;
  readonly EndTime?: number;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

const PAGE_SIZE = 50;
const HISTORY_MS = 90 * 86_400_000;
const SECOND_MS = 1_000;
const LOOKUPS_PER_SECOND = 2;

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
export async function lookupEvents(input: LookupEventsInput, call: Call): Promise<object> {
  await keepRate(call);
  const { LookupAttributes = [], StartTime, EndTime, MaxResults = PAGE_SIZE, NextToken } = input;
  if (LookupAttributes.length > 1)
    throw new ServiceError('InvalidLookupAttributesException', 400, 'You can specify only one lookup attribute.');
  if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime)
    throw new ServiceError('InvalidTimeRangeException', 400, 'The start time must be before the end time.');
  const isWanted = LookupAttributes[0] === undefined ? () => true : testOf(LookupAttributes[0]);
  const now = call.clock.now().getTime();
  const from = Math.max((StartTime ?? 0) * SECOND_MS, now - HISTORY_MS);
  const to = Math.min(EndTime === undefined ? now : EndTime * SECOND_MS, now - call.settings.trailDelayMs);
  const events = (await history(call)).filter((event) => {
    const at = event.EventTime.getTime();
    return at >= from && at <= to && isWanted(event);
  });
  const page = pageAfter(events, {
    token: NextToken,
    size: Math.min(MaxResults, call.settings.pageSize ?? MaxResults),
    keyOf: ({ EventTime, EventId }) => `${EventTime.toISOString()} ${EventId}`,
    isDescending: true,
  });
  if (page === undefined) throw new ServiceError('InvalidNextTokenException', 400, 'Invalid Token');
  return { Events: page.items, NextToken: page.next };
}

/** Two a second for the account and Region, whichever process asks. */
async function keepRate({ store, region, clock }: Call): Promise<void> {
  const now = clock.now();
  const isTooMany = await store.change((state) => {
    const { cloudTrail } = regionOf(state, region);
    const recent = cloudTrail.lookups.filter((at) => now.getTime() - Date.parse(at) < SECOND_MS);
    if (recent.length >= LOOKUPS_PER_SECOND) return true;
    cloudTrail.lookups = [...recent, now.toISOString()];
    return false;
  });
  if (isTooMany) throw new ServiceError('ThrottlingException', 400, 'Rate exceeded');
}

async function history(call: Call): Promise<readonly TrailEvent[]> {
  const past = await call.store.read((state) => regionOf(state, call.region).cloudTrail.past);
  const here = call.requests().flatMap(({ caller, ...request }) => {
    // A connection that was cut on order has no status; whether AWS would have logged the call is not known.
    const isHere = caller !== undefined && request.region === call.region && request.status !== 0;
    return isHere ? [{ ...request, caller }] : [];
  });
  return [past, here].flatMap((calls, part) =>
    calls.flatMap((each, place) => (isManagementEvent(each) ? [trailEvent(each, `${part}.${place}`, call)] : [])),
  );
}

interface Attribute {
  readonly AttributeKey: string;
  readonly AttributeValue: string;
}

function testOf({ AttributeKey: key, AttributeValue: value }: Attribute): (event: TrailEvent) => boolean {
  switch (key) {
    case 'EventId':
    case 'EventName':
    case 'EventSource':
    case 'ReadOnly':
    case 'Username':
      return (event) => event[key] === value;
    default:
      throw new ServiceError(
        'NotImplemented',
        501,
        `the sandbox account does not carry out lookups of events by ${key}`,
      );
  }
}
