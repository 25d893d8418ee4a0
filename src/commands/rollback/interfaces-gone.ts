import { setTimeout as sleep } from 'node:timers/promises';
import { createFunction, type CreateFunctionArgs } from '../../actions/kinds/create-function.ts';
import { createRole } from '../../actions/kinds/create-role.ts';
import { putRolePolicy } from '../../actions/kinds/put-role-policy.ts';
import type { Action } from '../../actions/plan.ts';
import type { Undoable } from '../../actions/undo-actions.ts';
import { roleNameOf } from '../../aws/arn.ts';
import { allPages } from '../../aws/pages.ts';
import type { FunctionInterface } from '../../aws/ports/network-ports.ts';
import type { AwsReader, VpcAttachment } from '../../aws/ports/ports.ts';
import type { ChangingContext } from '../../context.ts';
import { cancelled, CertprovError } from '../../errors.ts';
import { describeSpan } from '../../terminal/quantity-text.ts';
import { vpcOfTags } from '../../deployment/vpc-tags.ts';
import type { Journaled } from './journaled.ts';

/** A function that was in a VPC, and the role by which Lambda has to delete its network interfaces. */
interface Attached {
  readonly functionName: string;
  readonly roleName: string;
  readonly vpc: VpcAttachment;
}

/**
 * Lambda deletes the network interfaces of a function some time after the function, as its role. Whoever deletes the role
 * or its policy before leaves interfaces that nobody can delete, and with them subnets and security groups.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-enis
 * @see https://github.com/awslabs/aws-support-tools/issues/174
 */
export function untilInterfacesGone(
  rest: readonly Undoable[],
  { runs }: Pick<Journaled, 'runs'>,
  context: ChangingContext,
): (action: Action) => Promise<string | undefined> {
  // Also of functions that an earlier rollback has removed: it may have been stopped while it waited.
  const journaled = runs.flatMap(({ entries }) => entries.map(({ action }) => action));
  const attached = [...rest.map(({ action }) => action), ...journaled].flatMap(attachedBy);
  const answers = new Map<string, Promise<string | undefined>>();
  return async ({ kind, args }) => {
    if (kind !== createRole.kind && kind !== putRolePolicy.kind) return undefined;
    const { roleName } = args as { readonly roleName: string };
    const of = attached.filter((one) => one.roleName === roleName);
    if (of.length === 0) return undefined;
    const asked = answers.get(roleName) ?? context.interrupt.section(() => waitUntilGone(of, context));
    answers.set(roleName, asked);
    return asked;
  };
}

/** A journal of another version can have written anything. */
function attachedBy({ kind, args }: Action): Attached[] {
  if (kind === createRole.kind) return attachedByRole(args as Readonly<Record<string, unknown>> | undefined);
  const { functionName, roleArn, vpc } = (args ?? {}) as Partial<CreateFunctionArgs>;
  const isWhole = typeof functionName === 'string' && typeof roleArn === 'string' && Array.isArray(vpc?.subnetIds);
  if (kind !== createFunction.kind || !isWhole || !Array.isArray(vpc.securityGroupIds)) return [];
  return [{ functionName, roleName: roleNameOf(roleArn), vpc }];
}

/** What says it when the function is gone, and with it or before it the journal. */
function attachedByRole({ functionName, roleName, tags }: Readonly<Record<string, unknown>> = {}): Attached[] {
  const vpc = vpcOfTags(tags);
  if (typeof functionName !== 'string' || typeof roleName !== 'string' || vpc === undefined) return [];
  return [{ functionName, roleName, vpc }];
}

const MAX_PAUSE_MS = 15_000;

/** Why the role has to stay; undefined when nothing needs it any more. */
async function waitUntilGone(attached: readonly Attached[], context: ChangingContext): Promise<string | undefined> {
  const { reader, output, interrupt, interfaceSeconds } = context;
  const label = 'wait until Lambda has deleted the network interfaces of the function';
  const spinner = output.progress(label);
  const start = performance.now();
  const elapsed = (): number => Math.floor((performance.now() - start) / 1000);
  const rest = async (pause: number): Promise<void> => {
    await sleep(pause, undefined, { signal: interrupt.signal }).catch(() => {
      throw cancelled();
    });
  };
  try {
    for (let [pause, seenGone] = [250, false]; ; pause = Math.min(pause * 1.5, MAX_PAUSE_MS)) {
      const left = await interfacesLeft(attached, reader);
      if (left.length === 0) {
        if (seenGone) {
          spinner.succeed(label);
          return undefined;
        }
        // EC2 is eventually consistent, and what is done upon one empty answer cannot be taken back.
        seenGone = true;
        await rest(pause);
        continue;
      }
      seenGone = false;
      const ids = left.map(({ networkInterfaceId }) => networkInterfaceId).join(', ');
      if ((performance.now() - start + pause) / 1000 > interfaceSeconds) {
        spinner.warn(`${label}: ${ids} still there after ${describeSpan(elapsed())}`);
        return `Lambda needs it to delete ${ids}; run the same again later, and it goes on from there`;
      }
      spinner.update(
        `waiting until Lambda has deleted ${ids}, for ${elapsed()} s so far (AWS takes up to 20 minutes and more; Ctrl-C stops, and the same command goes on)`,
      );
      await rest(pause);
    }
  } catch (error) {
    if (!(error instanceof CertprovError) || error.code !== 'AWS_ACCESS_DENIED') {
      spinner.clear();
      throw error;
    }
    spinner.warn(`${label}: ${error.message}`);
    return `whether Lambda still needs it for network interfaces cannot be read (${error.message}); allow it, and run the same again`;
  }
}

/** Of the subnets and groups of these functions, but for what a function that stays is attached to as well. */
async function interfacesLeft(attached: readonly Attached[], reader: AwsReader): Promise<FunctionInterface[]> {
  const subnetIds = [...new Set(attached.flatMap(({ vpc }) => vpc.subnetIds))];
  const wanted = new Set(attached.flatMap(({ vpc }) => keysOf(vpc)));
  const there = await reader.functionInterfaces(subnetIds);
  const ours = there.filter((one) => wanted.has(keyOf(one.subnetId, one.securityGroupIds)));
  if (ours.length === 0) return [];
  const functions = await allPages(reader.listFunctions());
  const shared = new Set(functions.flatMap(({ vpc }) => (vpc === undefined ? [] : keysOf(vpc))));
  return ours.filter((one) => !shared.has(keyOf(one.subnetId, one.securityGroupIds)));
}

const keyOf = (subnetId: string, groupIds: readonly string[]): string => [subnetId, ...groupIds.toSorted()].join(' ');

const keysOf = ({ subnetIds, securityGroupIds }: VpcAttachment): string[] =>
  subnetIds.map((subnetId) => keyOf(subnetId, securityGroupIds));
