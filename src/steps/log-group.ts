import { createLogGroup } from '../actions/kinds/create-log-group.ts';
import type { Action } from '../actions/plan.ts';
import type { LogGroup } from '../aws/ports/function-ports.ts';
import type { AwsReader } from '../aws/ports/ports.ts';
import { isToMake } from '../checks/log-group.ts';
import { tagsFor, type LandingZone } from '../deployment/landing-zone.ts';
import { logGroupNameFor } from '../deployment/names.ts';
import { isOurs, LOG_GROUP, type Tags } from '../deployment/ownership.ts';
import { underKeyOf } from './encryption.ts';
import type { NewFunction } from './select-function.ts';

interface LogGroupInput {
  readonly runId: string;
  readonly signer: NewFunction;
  readonly landing: LandingZone;
}

/** Not looked for where it is not asked for: nobody has to be allowed to. */
export const readLogGroup = async (
  { landing, signer }: LogGroupInput,
  aws: AwsReader,
): Promise<LogGroup | undefined> =>
  landing.logRetentionDays === undefined ? undefined : aws.describeLogGroup(logGroupNameFor(signer.functionName));

export function logGroupActions({ landing, runId, signer }: LogGroupInput, group: LogGroup | undefined): Action[] {
  const { logRetentionDays: retentionDays } = landing;
  if (retentionDays === undefined || !isToMake(landing, group)) return [];
  const logGroupName = logGroupNameFor(signer.functionName);
  return [createLogGroup.with({ logGroupName, retentionDays, ...underKeyOf(landing), tags: tagsFor(landing, runId) })];
}

/** On the function and its role, so that a rollback without a journal finds the group when one of them is left. */
export const tagOfLogGroup = ({ landing }: LogGroupInput, group: LogGroup | undefined): Tags =>
  landing.logRetentionDays !== undefined && (!group || isOurs(group.tags))
    ? { [LOG_GROUP]: String(landing.logRetentionDays) }
    : {};
