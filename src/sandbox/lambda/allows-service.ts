import { holds } from '../iam/evaluate-condition.ts';
import { matchesWildcards } from '../iam/wildcards.ts';
import type { PolicyStatement } from './state.ts';

/** A service of AWS that wants to invoke a function on behalf of one of the account's resources. */
export interface InvokingService {
  /** `iot.amazonaws.com` */
  readonly principal: string;
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** Whether a function's resource-based policy lets it. @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export function allowsService(
  statements: readonly PolicyStatement[],
  { principal, sourceArn, sourceAccount }: InvokingService,
): boolean {
  const context = { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': sourceAccount };
  return statements.some(
    (statement) =>
      isPrincipal(statement.Principal, principal) &&
      matchesWildcards(statement.Action.toLowerCase(), 'lambda:invokefunction') &&
      holds(statement.Condition ?? {}, context),
  );
}

const isPrincipal = (principal: PolicyStatement['Principal'], service: string): boolean =>
  principal === '*' || ('Service' in principal && principal.Service === service);
