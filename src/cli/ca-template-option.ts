import { Option } from 'commander';
import { ACM_PCA_TEMPLATES } from '../authority/acm-pca/acm-pca-template.ts';

/**
 * The names are AWS's. Without the flag the signer asks by the first one; a CA that is shared by AWS RAM may let the
 * second one pass and not the first.
 */
export const caTemplateOption = (): Option =>
  new Option('--ca-template <name>', 'acm-pca: template that the created function asks by').choices(ACM_PCA_TEMPLATES);
