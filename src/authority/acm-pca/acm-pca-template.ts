/**
 * Templates by which the signer can ask AWS Private CA; what they have in common: not a CA, digitalSignature and
 * keyEncipherment, subject and SAN from the CSR and nothing else of it. The first is for a TLS client alone, the second,
 * which a CA that is shared by AWS RAM lets pass without a permission of the owner's own, for a TLS server as well.
 * @see https://docs.aws.amazon.com/privateca/latest/userguide/template-definitions.html
 */
export const ACM_PCA_TEMPLATES = ['EndEntityClientAuthCertificate/V1', 'EndEntityCertificate/V1'] as const;

export type AcmPcaTemplate = (typeof ACM_PCA_TEMPLATES)[number];

export const acmPcaTemplateArn = (partition: string, template: AcmPcaTemplate): string =>
  `arn:${partition}:acm-pca:::template/${template}`;
