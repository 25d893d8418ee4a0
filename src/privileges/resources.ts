import { functionArnOf, providerArnOf, provisioningTemplateArnOf, roleArnOf } from '../aws/arn.ts';
import { TEMPORARY_NAME, temporaryRoleName } from '../commands/canary/canary-template.ts';
import type { Scope } from '../actions/plan.ts';
import { CA_SECRET_PREFIX, roleNameFor, secretNameFor } from '../deployment/names.ts';
import type { Names } from '../commands/policy/operator-policy.ts';

/** As IAM writes them; where a name is known only when the command runs, all of that type. */
export function resourcesOf(scope: Scope, privileges: Names): string | readonly string[] {
  const { place, functionName, providerName } = privileges;
  const arn = (service: string, resource: string): string =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
  // Secrets Manager adds six characters that are not known before the secret is made.
  const secret = (name: string): string => arn('secretsmanager', `secret:${name}`);
  const resources: Readonly<Record<Scope, string | readonly string[]>> = {
    any: '*',
    caller: [`arn:${place.partition}:iam::${place.account}:user/*`, roleArnOf(place, '*')],
    'caller-role': roleArnOf(place, '*'),
    providers: providerArnOf(place, '*'),
    provider: providerArnOf(place, providerName),
    templates: provisioningTemplateArnOf(place, '*'),
    'canary-template': provisioningTemplateArnOf(place, TEMPORARY_NAME),
    'iot-policies': arn('iot', 'policy/*'),
    'registered-cas': arn('iot', 'cacert/*'),
    certificates: arn('iot', 'cert/*'),
    function: functionArnOf(place, functionName),
    'signer-role': roleArnOf(place, roleNameFor(functionName, place.region)),
    'canary-role': roleArnOf(place, temporaryRoleName(place.region)),
    // Another account may share its CA.
    'private-ca': privileges.privateCaArn ?? `arn:${place.partition}:acm-pca:${place.region}:*:certificate-authority/*`,
    'signer-secret': secret(`${secretNameFor(functionName)}-??????`),
    'ca-secret': secret(`${CA_SECRET_PREFIX}*`),
    key: privileges.keyArn ?? [arn('kms', 'key/*'), arn('kms', 'alias/*')],
    'ca-key': [arn('kms', 'key/*'), arn('kms', 'alias/certprov-*')],
  };
  return resources[scope];
}
