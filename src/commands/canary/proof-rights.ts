import { functionNameOf, provisioningTemplateArnOf } from '../../aws/arn.ts';
import type { CertificateProvider } from '../../aws/ports/ports.ts';
import type { ReadingContext } from '../../context.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import { findingsOf, showMissingRights, wayBackText, type AskedRights } from '../policy/asked-rights.ts';
import { landingZoneWords } from '../policy/landing-zone-hint.ts';
import type { LandingZone } from '../../deployment/landing-zone.ts';
import { checkRights } from '../policy/check-rights.ts';
import type { Names } from '../policy/operator-policy.ts';
import { missingStatements, rightsDocument, verdictOf } from '../policy/rights-document.ts';
import { rightsOfProof } from '../policy/rights-of-plan.ts';
import type { CanaryTemplate } from './canary-template.ts';

interface ProofToAsk {
  readonly provider: CertificateProvider;
  readonly template: CanaryTemplate;
  /** A canary that fails is followed by the return. */
  readonly autoRollback: boolean;
  readonly landing: LandingZone;
}

/**
 * Before a canary of a switch that is on. What is missing is said and forbids nothing: the switch is on already, so that
 * to leave it unproven would help no device, and whoever knows beforehand can have somebody ready who may.
 */
export async function askProofRights(
  { provider, template, autoRollback, landing }: ProofToAsk,
  context: ReadingContext,
): Promise<AskedRights> {
  const { place, reader, callerArn: caller, output, isSandbox, command } = context;
  const { certificateProviderName: providerName, certificateProviderArn, lambdaFunctionArn } = provider;
  const functionName = functionNameOf(lambdaFunctionArn);
  const names: Names = { place, functionName, providerName, landing, privateCaArn: undefined, keyArn: undefined };
  const report = await whenSlow(
    'asking IAM what you may do',
    output,
    checkRights(
      {
        ...names,
        caller,
        wanted: rightsOfProof({ temporary: template.temporary, isSandbox, hasReturn: autoRollback }),
        known: {
          providers: certificateProviderArn,
          templates: provisioningTemplateArnOf(place, template.templateName),
        },
        isFunctionShared: false,
      },
      reader,
    ),
  );
  const named = providerName === 'certprov' ? '' : ` --provider-name ${providerName}`;
  return {
    report,
    findings: findingsOf(report, {
      landing,
      severity: 'warning',
      wayBackSeverity: 'warning',
      withoutWayBack: 'or have somebody ready who may: devices that are refused go on being refused until then',
    }),
    statements: missingStatements(report, names),
    policyCommand: command(
      [`policy operator --for canary --function ${functionName}${named}`, ...landingZoneWords(landing)].join(' '),
    ),
    wayBack: verdictOf(report, 'return'),
    document: rightsDocument(report, names),
  };
}

/** Above the canary: whether it can be followed by a return. */
export function showProofRights(rights: AskedRights, { autoRollback }: ProofToAsk, context: ReadingContext): void {
  const { output } = context;
  if (autoRollback) {
    const text = `rollback      if devices are refused, certprov deletes the provider: ${wayBackText(rights)}`;
    output.say(paragraph(text, output.columns, { hanging: '                ' }));
  }
  showMissingRights(rights, context);
}
