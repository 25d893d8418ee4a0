import type { Call, Operation, Service } from '../service.ts';
import { describeCaCertificate, listCaCertificates } from './ca-certificate.ts';
import {
  createCertificateProvider,
  deleteCertificateProvider,
  describeCertificateProvider,
  listCertificateProviders,
  updateCertificateProvider,
} from './certificate-provider.ts';
import {
  createCertificateFromCsr,
  deleteCertificate,
  describeCertificate,
  listCertificates,
  updateCertificate,
} from './certificate.ts';
import { describeEndpoint } from './endpoint.ts';
import { createPolicy, deletePolicy, getPolicy, listPolicies } from './policy.ts';
import {
  createProvisioningTemplate,
  deleteProvisioningTemplate,
  describeProvisioningTemplate,
  listProvisioningTemplates,
} from './provisioning-template.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html */
const on =
  (type: string, member: string) =>
  (handler: Operation['handler']): Operation => ({
    handler,
    resource: (input: Readonly<Record<string, unknown>>, call: Call) =>
      `arn:aws:iot:${call.region}:${call.account}:${type}/${String(input[member])}`,
  });

const onProvider = on('certificateprovider', 'certificateProviderName');
const onTemplate = on('provisioningtemplate', 'templateName');
const onPolicy = on('policy', 'policyName');
const onCertificate = on('cert', 'certificateId');
const onCaCertificate = on('cacert', 'certificateId');
const onTagged = (handler: Operation['handler']): Operation => ({
  handler,
  resource: (input: { readonly resourceArn: string }) => input.resourceArn,
});

/** What it does and what is assumed: BEHAVIOUR.md. */
export const iotService: Service = {
  signingName: 'iot',
  operations: {
    CreateCertificateProvider: onProvider(createCertificateProvider),
    DescribeCertificateProvider: onProvider(describeCertificateProvider),
    ListCertificateProviders: { handler: listCertificateProviders },
    UpdateCertificateProvider: onProvider(updateCertificateProvider),
    DeleteCertificateProvider: onProvider(deleteCertificateProvider),
    CreateCertificateFromCsr: { handler: createCertificateFromCsr },
    DescribeCertificate: onCertificate(describeCertificate),
    ListCertificates: { handler: listCertificates },
    UpdateCertificate: onCertificate(updateCertificate),
    DeleteCertificate: onCertificate(deleteCertificate),
    ListCACertificates: { handler: listCaCertificates },
    DescribeCACertificate: onCaCertificate(describeCaCertificate),
    ListProvisioningTemplates: { handler: listProvisioningTemplates },
    DescribeProvisioningTemplate: onTemplate(describeProvisioningTemplate),
    CreateProvisioningTemplate: onTemplate(createProvisioningTemplate),
    DeleteProvisioningTemplate: onTemplate(deleteProvisioningTemplate),
    ListPolicies: { handler: listPolicies },
    GetPolicy: onPolicy(getPolicy),
    CreatePolicy: onPolicy(createPolicy),
    DeletePolicy: onPolicy(deletePolicy),
    DescribeEndpoint: { handler: describeEndpoint },
    ListTagsForResource: onTagged(listTagsForResource),
    TagResource: onTagged(tagResource),
    UntagResource: onTagged(untagResource),
  },
};
