import { allowsService } from '../lambda/allows-service.ts';
import { functionPolicy } from '../lambda/permission.ts';
import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { invalidRequest, requirePattern } from './errors.ts';
import type { ProvisioningTemplateRecord } from './state.ts';

export interface ProvisioningHook {
  readonly payloadVersion?: string;
  readonly targetArn: string;
}

const VERSION = '2020-04-01';

const FUNCTION_ARN = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9$_-]+)?$/;

/**
 * The checks of a hook in their order, the function's policy last. AWS documents none of them; ministack found them so.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_ProvisioningHook.html
 */
export function checkHook(
  { payloadVersion = VERSION, targetArn }: ProvisioningHook,
  { type, arn }: Pick<ProvisioningTemplateRecord, 'type' | 'arn'>,
  state: AccountState,
  call: Call,
): Required<ProvisioningHook> {
  requirePattern(payloadVersion, 'preProvisioningHook.payloadVersion', /^[0-9-]+$/);
  if (type === 'JITP') throw invalidRequest('Provisioning hook is not supported for template type: JITP');
  if (!FUNCTION_ARN.test(targetArn)) throw invalidRequest('Invalid arguments in the call');
  if (payloadVersion !== VERSION) {
    throw invalidRequest(`The hook version cannot be supported by AWS Iot, the supported versions are: [${VERSION}]`);
  }
  const statements = functionPolicy(state, targetArn, call);
  const service = { principal: 'iot.amazonaws.com', sourceArn: arn, sourceAccount: call.account };
  if (statements === undefined || !allowsService(statements, service))
    throw invalidRequest(`Access denied during lambda validation: ${targetArn}`);
  return { payloadVersion, targetArn };
}
