import { functionNameOf, type AccountPlace } from '../aws/arn.ts';
import type { PolicyDocument } from '../aws/ports/ports.ts';
import { iotAccess, type IotAccess } from '../deployment/policies/invoke-permission.ts';
import type { Finding } from '../finding.ts';

const SUMMARY: Partial<Record<IotAccess, string>> = {
  none: 'no statement of its resource policy lets AWS IoT invoke it',
  denied: 'a statement of its resource policy denies AWS IoT',
  'other-source': 'its resource policy lets AWS IoT invoke it for another provider or account only',
};

/** Not one of ours, so that no rollback takes away what the operator added by hand. */
const STATEMENT_ID = 'allow-iot-certificate-provider';

/**
 * AWS IoT invokes the function by its resource policy alone; the two source conditions keep another account from using
 * AWS IoT as a confused deputy.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html
 */
export function checkInvokePermission(
  policy: PolicyDocument | undefined,
  functionArn: string,
  place: AccountPlace,
  providerArn: string,
): Finding[] {
  const access = iotAccess(policy, place, providerArn);
  const name = functionNameOf(functionArn);
  const refused = SUMMARY[access];
  if (refused) {
    return [
      {
        code: 'FUNCTION_CLOSED_TO_IOT',
        severity: 'blocker',
        summary: `AWS IoT may not invoke ${name}: ${refused}`,
        fix:
          access === 'denied'
            ? `take that statement out, since no other one outdoes it; \`aws lambda get-policy --function-name ${name}\` shows it`
            : `\`aws lambda add-permission --function-name ${name} --statement-id ${STATEMENT_ID} --action lambda:InvokeFunction` +
              ` --principal iot.amazonaws.com --source-account ${place.account} --source-arn ${providerArn}\``,
        resource: functionArn,
      },
    ];
  }
  if (access === 'scoped') return [];
  return [
    {
      code: 'FUNCTION_OPEN_TO_OTHERS',
      severity: 'warning',
      summary: `AWS IoT may invoke ${name} ${access === 'unconditional' ? 'on behalf of anybody' : 'with one of the two source conditions only'}`,
      fix: 'give the statement both conditions, SourceAccount and SourceArn (confused deputy)',
      resource: functionArn,
    },
  ];
}
