import type { AwsReader } from '../aws/ports/ports.ts';
import type { HttpCaller, HttpCallers } from '../checks/impact/fleet-facts.ts';
import type { FleetTools } from './fleet-tools.ts';

export type CallerSource = Pick<AwsReader, 'httpSignings'>;

/** As far back as CloudTrail's event history goes. */
const DAYS = 90;
const DAY_MS = 86_400_000;
/** At two a second some ten seconds: 1,000 calls. */
const MOST_PAGES = 20;

/** Who calls CreateCertificateFromCsr over HTTP, as far as CloudTrail has it and there is time. */
export async function readHttpCallers({ aws, isOver }: FleetTools<CallerSource>): Promise<HttpCallers> {
  const callers = new Map<string, HttpCaller>();
  let pages = 0;
  let isWhole = true;
  for await (const page of aws.httpSignings(new Date(Date.now() - DAYS * DAY_MS))) {
    // Known only once AWS has offered one page more than is read.
    if (pages === MOST_PAGES || (pages > 0 && isOver())) {
      isWhole = false;
      break;
    }
    pages += 1;
    for (const { principal, time, refused } of page) {
      const { calls, refused: before, last } = callers.get(principal) ?? { calls: 0, refused: 0, last: time };
      callers.set(principal, {
        principal,
        calls: calls + 1,
        refused: before + (refused ? 1 : 0),
        last: time > last ? time : last,
      });
    }
  }
  const sorted = [...callers.values()].toSorted((a, b) => b.last.getTime() - a.last.getTime());
  return { days: DAYS, callers: sorted, isWhole };
}
