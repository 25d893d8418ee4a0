import { parseArn, providerArnOf } from '../aws/arn.ts';
import type { ReadingContext } from '../context.ts';
import { CertprovError, EXIT, type ExitCode } from '../errors.ts';
import type { PolicyDocument } from '../aws/ports/ports.ts';
import { namesOthers } from '../deployment/policies/names-others.ts';
import { checkRights, type CheckedRight, type RightsReport } from './policy/check-rights.ts';
import { mergedRights } from './policy/merged-rights.ts';
import { permissionsOf } from './policy/permissions-of.ts';
import { missingStatements, ofVerdict, rightsDocument } from './policy/rights-document.ts';
import { principalText } from './policy/rights-text.ts';
import { TASKS } from './policy/reads.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { table } from '../terminal/table.ts';
import { showHeader } from './header.ts';
import { namesFrom, type OperatorPolicyFlags } from './policy.ts';

/**
 * Whether whoever runs certprov may do what tasks take, as far as IAM can be asked. What is not known is not fine: the
 * exit code tells it apart from both answers.
 */
export async function runPolicyCheck(flags: OperatorPolicyFlags, context: ReadingContext): Promise<ExitCode> {
  const { for: tasks = TASKS, caKind } = flags;
  const { output, place, reader, callerArn: caller } = context;
  const names = namesFrom(flags, place);
  showHeader('policy check', context);
  const asking = output.progress('asking IAM what you may do');
  const report = await checkRights(
    {
      ...names,
      caller,
      wanted: mergedRights(tasks.map((task) => [task, permissionsOf(task, caKind, names.landing)])),
      known: { providers: providerArnOf(place, names.providerName) },
      isFunctionShared: namesOthers(await functionPolicy(flags.function, context)),
    },
    reader,
  ).catch((error: unknown) => {
    asking.fail('asking IAM what you may do');
    throw error;
  });
  const [denied, unknown] = [ofVerdict(report, 'denied'), ofVerdict(report, 'unknown')];
  asking.clear();
  const statements = missingStatements(report, names);
  showRights('✗', denied, context);
  showRights('!', unknown, context);
  if (statements.length > 0) {
    output.say();
    output.say(paragraph(`To be added to a policy of ${principalText(report.principal)}:`, output.columns));
    for (const statement of statements) output.say(`    ${JSON.stringify(statement)}`);
  }
  output.say();
  output.result(
    {
      command: 'policy check',
      account: place.account,
      region: place.region,
      for: [...tasks],
      verdict: denied.length > 0 ? 'denied' : unknown.length > 0 ? 'unknown' : 'allowed',
      ...rightsDocument(report, names),
      wayBack: undefined,
    },
    answerText(report, denied.length, unknown.length),
  );
  if (denied.length > 0) return EXIT.blocked;
  return unknown.length > 0 ? EXIT.failed : EXIT.done;
}

/** Somebody whom the function's own policy lets in may be the caller; who may not look at it is taken for not being. */
async function functionPolicy(name: string, { reader }: ReadingContext): Promise<PolicyDocument | undefined> {
  return reader.functionPolicy(name).catch((error: unknown) => {
    if (!(error instanceof CertprovError) || error.code.startsWith('AWS_CREDENTIALS')) throw error;
    return undefined;
  });
}

/** Those with the same reason together, since the reason is often one for all. */
function showRights(mark: string, rights: readonly CheckedRight[], { output }: ReadingContext): void {
  const byReason = new Map<string, CheckedRight[]>();
  for (const right of rights) {
    const reason = right.reason ?? '';
    byReason.set(reason, [...(byReason.get(reason) ?? []), right]);
  }
  for (const [reason, of] of byReason) {
    output.say();
    output.say(paragraph(`${mark} ${reason}`, output.columns, { hanging: '    ' }));
    const rows = of.map(({ permission, resource }) => [permission.action, parseArn(resource)?.resource ?? '']);
    output.say(table(rows, { columns: output.columns, indent: '    ' }));
  }
}

function answerText({ principal, rights }: RightsReport, denied: number, unknown: number): string {
  const who = principalText(principal);
  const of = `of ${rights.length} rights`;
  if (denied > 0) return `${denied} ${of} missing to ${who}${unknown > 0 ? `, ${unknown} could not be checked` : ''}`;
  if (unknown > 0) return `${unknown} ${of} could not be checked`;
  return principal.kind === 'root'
    ? `the root user may do all of it (${rights.length} rights), unless a service control policy denies it`
    : `${who} may do all of it (${rights.length} rights), as IAM simulates it`;
}
