import type { LogGroup } from '../../aws/ports/function-ports.ts';
import type { AwsReader, FunctionDescription } from '../../aws/ports/ports.ts';
import { unreadOf } from '../../checks/vpc-attachment.ts';
import type { Optional } from '../../deployment/deployed-signer.ts';
import { logGroupNameFor } from '../../deployment/names.ts';
import { isOurs, LOG_GROUP } from '../../deployment/ownership.ts';
import { CertprovError } from '../../errors.ts';
import { inspectNetwork } from '../../steps/inspect-network.ts';
import type { NetworkFacts } from '../../checks/network-facts.ts';

/** What `init` made or chose around a function that is certprov's; of others it is theirs to know. */
export interface Surroundings {
  /** What the function is attached to; absent outside of a VPC. */
  readonly network?: NetworkFacts | undefined;
  /** Absent where none was made. `found` is undefined when it is gone, and null when it could not be read. */
  readonly logGroup?: { readonly days: number; readonly found: LogGroup | undefined | null } | undefined;
}

/** Nobody needs a right for what is not there: both are looked at only where the function says that there is one. */
export async function readSurroundings(
  lambda: FunctionDescription,
  aws: AwsReader,
  optional: Optional,
): Promise<Surroundings> {
  if (!isOurs(lambda.tags)) return {};
  const days = lambda.tags[LOG_GROUP];
  const name = logGroupNameFor(lambda.functionName);
  const [network, found] = await Promise.all([
    inspectNetwork(lambda.vpc, aws),
    days === undefined
      ? undefined
      : optional(
          'the log group of the function',
          // One "not found" can be a moment old.
          aws.describeLogGroup(name).then((group) => group ?? aws.describeLogGroup(name)),
        ),
  ]);
  const unread = network === undefined ? [] : unreadOf(network);
  if (unread.length > 0) await optional('the network of the function', refused(unread));
  return { network, ...(days === undefined ? {} : { logGroup: { days: Number(days), found } }) };
}

const refused = async (why: readonly string[]): Promise<never> => {
  throw new CertprovError('AWS_ACCESS_DENIED', why.join('; '));
};
