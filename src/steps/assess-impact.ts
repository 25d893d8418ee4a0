import type { FleetFacts, IssuingCa } from '../checks/impact/fleet-facts.ts';
import { judgeFleet, type Impact } from '../checks/impact/judge-fleet.ts';
import { impactPage } from '../impact/impact-page.ts';
import { readFleet } from '../impact/read-fleet.ts';
import { asIssuer } from '../deployment/issuer-certificate.ts';
import type { AuthorityAnswer } from './link-authority.ts';
import type { FunctionAnswer } from './select-function.ts';
import type { Step, StepTools } from './step.ts';

interface ImpactInput {
  readonly signer: FunctionAnswer;
  readonly authority: AuthorityAnswer;
  readonly isOn: boolean;
  readonly fleetSize: number | undefined;
  /** `certprov impact`, as it is typed here. */
  readonly command: string;
}

export interface AssessedImpact {
  readonly facts: FleetFacts;
  readonly impact: Impact;
  readonly fleetSize: number | undefined;
}

/** Somebody is waiting for this page: what takes longer is left to `certprov impact`. */
const BUDGET_MS = 10_000;

/** Page 4: which devices of this account the switch touches. It asks nothing, and nothing that it cannot read stops it. */
export const assessImpact: Step<ImpactInput, undefined, AssessedImpact> = {
  id: 'assess-impact',
  title: 'Which devices it touches',

  ask: async () => undefined,

  async inspect({ signer, authority, isOn, fleetSize }, _answers, { aws, place, output, once }) {
    const progress = output.progress('reading who onboards how');
    const onProgress = (text: string) => progress.update(text);
    try {
      const [facts, issuing] = await Promise.all([
        // Who onboards how depends on no answer, and takes seconds.
        once('fleet', () => readFleet(aws, place, { isOn, budgetMs: BUDGET_MS, onProgress })),
        issuingCa(signer, authority, aws),
      ]);
      return { facts, impact: judgeFleet(facts, issuing), fleetSize };
    } finally {
      progress.clear();
    }
  },

  show({ fleetSize, command }, _answers, { facts, impact }, output) {
    output.say();
    output.say(impactPage(facts, impact, { columns: output.columns, fleetSize, command }));
  },

  // They are on the page already, in a few words each.
  check: () => [],
  plan: () => [],
};

async function issuingCa(
  signer: FunctionAnswer,
  authority: AuthorityAnswer,
  aws: StepTools['aws'],
): Promise<IssuingCa> {
  const reservedConcurrency = signer.mode === 'existing' ? signer.function.reservedConcurrency : undefined;
  switch (authority.kind) {
    case 'acm-pca':
      return {
        kind: 'acm-pca',
        certificate: await certificateOf(authority.authority.arn, aws),
        validityDays: authority.validityDays,
        reservedConcurrency,
      };
    case 'external':
      return {
        kind: authority.config.kind,
        certificate: authority.issuer,
        validityDays: authority.validityDays,
        reservedConcurrency,
      };
    default:
      return { kind: undefined, certificate: authority.issuer, validityDays: undefined, reservedConcurrency };
  }
}

/** The trial needs it as well, so that a missing permission for it had better be known now. */
async function certificateOf(arn: string, aws: StepTools['aws']): Promise<IssuingCa['certificate']> {
  const certificate = await aws.certificateAuthorityCertificate(arn);
  return certificate && asIssuer(certificate.certificatePem);
}
