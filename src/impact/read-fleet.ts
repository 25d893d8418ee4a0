import type { AccountPlace } from '../aws/arn.ts';
import { allPages } from '../aws/pages.ts';
import type { AwsReader, RegisteredCa } from '../aws/ports/ports.ts';
import type { FleetFacts, Sampled, TemplateFacts } from '../checks/impact/fleet-facts.ts';
import { groupDigits } from '../terminal/quantity-text.ts';
import { readHttpCallers, type CallerSource } from './read-http-callers.ts';
import { readIssuers, type IssuerSource } from './read-issuers.ts';
import { eachBounded, type BoundedOptions } from './each-bounded.ts';
import type { FleetTools } from './fleet-tools.ts';
import { readPolicies, readUses, type PolicySource } from './read-policies.ts';
import { UnreadNotes } from './unread-notes.ts';

/** What of the reader this needs. */
export type FleetSource = PolicySource &
  CallerSource &
  IssuerSource &
  Pick<
    AwsReader,
    | 'listProvisioningTemplates'
    | 'describeProvisioningTemplate'
    | 'listCaCertificates'
    | 'describeCaCertificate'
    | 'onboardingMetrics'
    | 'concurrencyLimits'
  >;

interface ReadFleetOptions {
  readonly isOn: boolean;
  /** Milliseconds after which nothing new is asked; without it all is read. */
  readonly budgetMs?: number;
  /** Reads certificates of the registry as well. */
  readonly withIssuers?: boolean;
  readonly onProgress?: (text: string) => void;
  readonly now?: () => number;
}

const METRIC_DAYS = 14;
/** Enough to keep AWS's rate of calls busy when each takes half a second. */
const AT_ONCE = 5;
/** Each is a call. */
const MOST_CERTIFICATES = 100;

/**
 * Reads who onboards how, and changes nothing. Nothing of it must be readable: what is missing makes the answer
 * smaller ("cannot tell"), never wrong.
 */
export async function readFleet(
  aws: FleetSource,
  place: AccountPlace,
  { isOn, budgetMs, withIssuers = false, onProgress, now = () => performance.now() }: ReadFleetOptions,
): Promise<FleetFacts> {
  const end = budgetMs === undefined ? Number.POSITIVE_INFINITY : now() + budgetMs;
  const isOver = (): boolean => now() > end;
  const notes = new UnreadNotes();
  const bounded = (what: string, total: number): BoundedOptions => ({
    atOnce: AT_ONCE,
    isOver,
    onDone: (done) => onProgress?.(`${what}: ${groupDigits(done)} of ${groupDigits(total)}`),
  });
  const tools = { aws, notes, bounded, isOver };
  const [templates, onboarding, registeredCas, metrics, limits, httpCallers, issuers] = await Promise.all([
    notes.orNull('the provisioning templates', readTemplates(tools)),
    notes.orNull('the IoT policies', readPolicies(tools)).then(async (policies) => ({
      policies,
      uses: policies ? await readUses(policies.read, place, tools) : new Map(),
    })),
    notes.orNull('the registered CAs', readRegisteredCas(tools)),
    notes.orNull('the onboarding metrics', aws.onboardingMetrics(METRIC_DAYS)),
    notes.orNull('the concurrency of the account', aws.concurrencyLimits()),
    notes.orNull('who calls CreateCertificateFromCsr over HTTP', readHttpCallers(tools)),
    withIssuers ? notes.orNull('certificates of the registry', readIssuers(MOST_CERTIFICATES, tools)) : undefined,
  ]);
  const facts = { templates, ...onboarding, registeredCas, metrics, limits, httpCallers, issuers };
  return { place, isOn, ...facts, unread: notes.notes };
}

async function readTemplates({ aws, notes, bounded }: FleetTools<FleetSource>): Promise<readonly TemplateFacts[]> {
  const all = await allPages(aws.listProvisioningTemplates());
  // Only what a device can register with has a hook that matters.
  const fleet = all.filter(({ enabled, type }) => enabled && type === 'FLEET_PROVISIONING');
  const { results, error } = await eachBounded(
    fleet,
    ({ templateName }) => aws.describeProvisioningTemplate(templateName),
    bounded('templates', fleet.length),
  );
  if (error !== undefined) notes.refused('the hooks of the templates', error);
  else notes.leftOut('provisioning templates', results.length, fleet.length);
  const details = new Map(results.filter((t) => t !== undefined).map((template) => [template.templateName, template]));
  return all.map((template) => ({ ...template, details: details.get(template.templateName) }));
}

async function readRegisteredCas({
  aws,
  notes,
  bounded,
  isOver,
}: FleetTools<FleetSource>): Promise<Sampled<RegisteredCa>> {
  const ids: string[] = [];
  for await (const page of aws.listCaCertificates()) {
    ids.push(...page.filter(({ status }) => status === 'ACTIVE').map(({ certificateId }) => certificateId));
    if (isOver()) break;
  }
  const { results, error } = await eachBounded(
    ids,
    (id) => aws.describeCaCertificate(id),
    bounded('registered CAs', ids.length),
  );
  if (error !== undefined) notes.refused('whether registered CAs let devices register themselves', error);
  else notes.leftOut('registered CAs', results.length, ids.length);
  return { read: results.filter((ca) => ca !== undefined), total: ids.length };
}
