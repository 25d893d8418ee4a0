import type { Action, Plan } from '../../actions/plan.ts';
import { actionKind } from '../../actions/registry.ts';
import type { AccountPlace } from '../../aws/arn.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { isReservedTag, type Tags } from '../../deployment/ownership.ts';
import type { Finding } from '../../finding.ts';
import type { Json, Output } from '../../terminal/output.ts';
import { bold, yellow } from '../../terminal/style.ts';
import { table } from '../../terminal/table.ts';
import { paragraph } from '../../terminal/text-layout.ts';

/** Every change before any is made; the line that reaches the fleet stands apart. */
export function showPlan(
  plan: Plan,
  { place, rollback, isShort }: { readonly place: AccountPlace; readonly rollback: string; readonly isShort: boolean },
  output: Output,
): void {
  showPreparation(plan, output, isShort);
  const reach = `switch: affects EVERY device of ${place.account} in ${place.region} that sends a CSR`;
  output.say(yellow(paragraph(reach, output.columns)));
  sayActions(plan.switch, plan.prepare.length + 1, output, isShort);
  const tags = tagsOf(plan);
  if (tags !== '') output.say(paragraph(`tags on all that is made: ${tags}`, output.columns));
  output.say(`  go back with:\n    ${rollback}`);
}

/** The operator's; those of certprov are on everything. */
function tagsOf({ prepare, switch: switching }: Plan): string {
  const all = [...prepare, ...switching].flatMap(({ args }) =>
    Object.entries((args as { readonly tags?: Tags }).tags ?? {}),
  );
  const own = new Map(all.filter(([key]) => !isReservedTag(key)));
  return [...own].map(([key, value]) => `${key}=${value}`).join(', ');
}

/** The part that no device can notice. */
export function showPreparation({ prepare }: Plan, output: Output, isShort = false): void {
  if (!isShort) output.say();
  output.say(bold('  prepare: affects no device'));
  if (prepare.length === 0) output.say('     nothing: all of it is there already');
  sayActions(prepare, 1, output, isShort);
}

/** As wide as the longest kind, so that both parts of a plan stand in the same columns. */
const KIND_COLUMNS = 'iot:CreateCertificateProvider'.length;

function sayActions(actions: readonly Action[], first: number, output: Output, isShort: boolean): void {
  const described = actions.map((action) => ({ ...action, ...actionKind(action).describe(action.args) }));
  const rows = described.map(({ kind, target, meaning }, i) => [
    String(first + i),
    kind.padEnd(KIND_COLUMNS),
    `${target}\n${meaning}`,
  ]);
  if (rows.length > 0) output.say(table(rows, { columns: output.columns, indent: '    ' }));
  if (!isShort) sayDetails(actions, output);
}

/** What is too long for a plan that has to fit on a screen. */
export function sayDetails(actions: readonly Action[], output: Output): void {
  for (const action of actions) {
    const { target, detail } = actionKind(action).describe(action.args);
    if (detail !== undefined) output.say(paragraph(`  ${target}: ${detail}`, output.columns));
  }
}

export function planDocument(plan: Plan): Json {
  const list = (actions: readonly Action[]): Json =>
    actions.map((action) => {
      const kind = actionKind(action);
      return { kind: action.kind, reach: kind.reach, ...kind.describe(action.args), args: action.args as Json };
    });
  return { prepare: list(plan.prepare), switch: list(plan.switch) };
}

/** What stands in the way of a plan, all of it at once. */
export function planBlocked(findings: readonly Finding[], details: object = {}): CertprovError {
  const blockers = findings.filter((finding) => finding.severity === 'blocker');
  return new CertprovError('PLAN_BLOCKED', blockers.map((finding) => finding.summary).join('; '), {
    fix: blockers[0]?.fix,
    exitCode: EXIT.blocked,
    details: {
      findings: findings.map((finding) => ({ ...finding })),
      ...details,
    },
  });
}
