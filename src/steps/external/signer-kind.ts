import type { AuthorityKind } from '../../authority/authority.ts';
import type { FunctionDescription } from '../../aws/ports/ports.ts';
import { isExternalKind } from '../../deployment/deployed-signer.ts';

/** Which of the built-in signers a function is, by its settings. */
export const signerKind = ({ CERTPROV_CA_KIND: kind = '' }: FunctionDescription['environment']): AuthorityKind =>
  isExternalKind(kind) ? kind : 'acm-pca';
