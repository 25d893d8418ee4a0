import type { FunctionDescription } from '../aws/ports/ports.ts';
import { deployedExternal } from './deployed-signer.ts';

/**
 * When the CA ends as the settings of a built-in signer have it, so that what it issues ends by then: the signer of an
 * own CA has the certificate of that CA, and versions before this one told a signer when its Private CA ends. Undefined
 * for a signer that goes by what the CA says.
 */
export function knownEnd(environment: FunctionDescription['environment']): Date | undefined {
  const told = environment['CERTPROV_CA_NOT_AFTER'];
  if (told !== undefined && environment['CERTPROV_CA_TEMPLATE'] === undefined)
    return Number.isNaN(Date.parse(told)) ? undefined : new Date(told);
  const external = deployedExternal(environment);
  return external?.config.kind === 'kms' || external?.config.kind === 'secret' ? external.issuer.notAfter : undefined;
}
