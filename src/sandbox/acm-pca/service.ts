import type { Operation, Service } from '../service.ts';
import { getCertificateAuthorityCertificate } from './authority-certificate.ts';
import { describeCertificateAuthority, listCertificateAuthorities } from './describe-authority.ts';
import { type AuthorityInput, sharedBy } from './find-authority.ts';
import { getCertificate } from './get-certificate.ts';
import { issueCertificate } from './issue-certificate.ts';
import {
  createCertificateAuthority,
  deleteCertificateAuthority,
  getCertificateAuthorityCsr,
  importCertificateAuthorityCertificate,
  updateCertificateAuthority,
} from './manage-authority.ts';
import { listTags, tagCertificateAuthority, untagCertificateAuthority } from './tags.ts';

/** Every operation on a CA, GetCertificate too, is authorised on the CA's ARN. */
const onAuthority = (handler: Operation['handler'], more: Partial<Operation> = {}): Operation => ({
  handler,
  resource: (input: Partial<AuthorityInput>) => input.CertificateAuthorityArn ?? '*',
  resourcePolicy: sharedBy,
  ...more,
});

/** What it does and what is assumed: BEHAVIOUR.md. */
export const acmPcaService: Service = {
  signingName: 'acm-pca',
  operations: {
    ListCertificateAuthorities: { handler: listCertificateAuthorities },
    CreateCertificateAuthority: { handler: createCertificateAuthority },
    DescribeCertificateAuthority: onAuthority(describeCertificateAuthority),
    GetCertificateAuthorityCertificate: onAuthority(getCertificateAuthorityCertificate),
    GetCertificateAuthorityCsr: onAuthority(getCertificateAuthorityCsr),
    ImportCertificateAuthorityCertificate: onAuthority(importCertificateAuthorityCertificate),
    UpdateCertificateAuthority: onAuthority(updateCertificateAuthority),
    DeleteCertificateAuthority: onAuthority(deleteCertificateAuthority),
    IssueCertificate: onAuthority(issueCertificate, {
      conditions: (input: { TemplateArn?: string }) => ({ 'acm-pca:TemplateArn': input.TemplateArn }),
    }),
    GetCertificate: onAuthority(getCertificate),
    ListTags: onAuthority(listTags),
    TagCertificateAuthority: onAuthority(tagCertificateAuthority),
    UntagCertificateAuthority: onAuthority(untagCertificateAuthority),
  },
};
