import { functionArnOf, providerArnOf, provisioningTemplateArnOf, roleArnOf } from '../arn.ts';
import { TEMPORARY_NAME, temporaryRoleName } from '../canary/canary-template.ts';
import type { Scope } from '../permission.ts';
import { roleNameFor } from '../steps/deploy-signer.ts';
import { secretNameFor } from '../steps/external/ask-external.ts';
import { CA_SECRET_PREFIX } from '../steps/external/ask-own-key.ts';
import type { Privileges } from './operator-policy.ts';

/** As IAM writes them; where a name is known only when the command runs, all of that type. */
export function resourcesOf(scope: Scope, privileges: Privileges): string | readonly string[] {
  const { place, functionName, providerName } = privileges;
  const arn = (service: string, resource: string): string =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
  // Secrets Manager adds six characters that are not known before the secret is made.
  const secret = (name: string): string => arn('secretsmanager', `secret:${name}`);
  switch (scope) {
    case 'any':
      return '*';
    case 'providers':
      return providerArnOf(place, '*');
    case 'provider':
      return providerArnOf(place, providerName);
    case 'templates':
      return provisioningTemplateArnOf(place, '*');
    case 'canary-template':
      return provisioningTemplateArnOf(place, TEMPORARY_NAME);
    case 'iot-policies':
      return arn('iot', 'policy/*');
    case 'registered-cas':
      return arn('iot', 'cacert/*');
    case 'certificates':
      return arn('iot', 'cert/*');
    case 'function':
      return functionArnOf(place, functionName);
    case 'signer-role':
      return roleArnOf(place, roleNameFor(functionName, place.region));
    case 'canary-role':
      return roleArnOf(place, temporaryRoleName(place.region));
    case 'private-ca':
      // Another account may share its CA.
      return privileges.privateCaArn ?? `arn:${place.partition}:acm-pca:${place.region}:*:certificate-authority/*`;
    case 'signer-secret':
      return secret(`${secretNameFor(functionName)}-??????`);
    case 'ca-secret':
      return secret(`${CA_SECRET_PREFIX}*`);
    case 'key':
      return privileges.keyArn ?? [arn('kms', 'key/*'), arn('kms', 'alias/*')];
    case 'ca-key':
      return [arn('kms', 'key/*'), arn('kms', 'alias/certprov-*')];
  }
}
