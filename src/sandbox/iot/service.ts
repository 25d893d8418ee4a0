import { passRole, tagOnCreate } from '../iam/also-needs.ts';
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
  createKeysAndCertificate,
  deleteCertificate,
  describeCertificate,
  listCertificates,
  updateCertificate,
} from './certificate.ts';
import { describeEncryptionConfiguration, updateEncryptionConfiguration } from './account/encryption.ts';
import { describeEndpoint } from './account/endpoint.ts';
import { createPolicy, deletePolicy, getPolicy, listPolicies } from './policy.ts';
import {
  createProvisioningTemplate,
  deleteProvisioningTemplate,
  describeProvisioningTemplate,
  listProvisioningTemplates,
  updateProvisioningTemplate,
} from './provisioning-template.ts';
import {
  attachPolicy,
  attachPrincipalPolicy,
  detachPolicy,
  detachPrincipalPolicy,
  listAttachedPolicies,
  listTargetsForPolicy,
} from './policy-attachment.ts';
import {
  attachThingPrincipal,
  createThing,
  deleteThing,
  describeThing,
  detachThingPrincipal,
  listPrincipalThings,
  listThingPrincipals,
  listThings,
  updateThing,
} from './thing.ts';
import {
  addThingToThingGroup,
  createThingGroup,
  deleteThingGroup,
  describeThingGroup,
  listThingGroups,
  listThingGroupsForThing,
  removeThingFromThingGroup,
} from './thing-group.ts';
import { registerCertificate, registerCertificateWithoutCa } from './register-certificate.ts';
import {
  deleteCaCertificate,
  getRegistrationCode,
  registerCaCertificate,
  updateCaCertificate,
} from './register-ca-certificate.ts';
import { createProvisioningClaim, registerThing } from './provisioning-claim.ts';
import {
  describeThingRegistrationTask,
  listThingRegistrationTaskReports,
  listThingRegistrationTasks,
  startThingRegistrationTask,
  stopThingRegistrationTask,
} from './registration-task.ts';
import {
  createTopicRule,
  deleteTopicRule,
  disableTopicRule,
  enableTopicRule,
  getTopicRule,
  listTopicRules,
  replaceTopicRule,
} from './topic-rule.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html */
const on =
  (type: string, member: string) =>
  (handler: Operation['handler']): Operation => ({
    handler,
    resource: (input: Readonly<Record<string, unknown>>, call: Call) =>
      `arn:aws:iot:${call.region}:${call.account}:${type}/${String(input[member])}`,
    alsoNeeds: ({ tags, provisioningRoleArn }: TaggedOrWithRole, resources) => [
      ...passRole(provisioningRoleArn, 'iot.amazonaws.com'),
      ...tagOnCreate(tags, 'iot:TagResource', resources),
    ],
  });

interface TaggedOrWithRole {
  readonly tags?: object;
  readonly provisioningRoleArn?: string;
}

const onProvider = on('certificateprovider', 'certificateProviderName');
const onTemplate = on('provisioningtemplate', 'templateName');
const onPolicy = on('policy', 'policyName');
const onCertificate = on('cert', 'certificateId');
const onCaCertificate = on('cacert', 'certificateId');
const onThing = on('thing', 'thingName');
const onThingGroup = on('thinggroup', 'thingGroupName');
const onRule = on('rule', 'ruleName');
/** Policies are attached by what they are attached to. */
const onTarget = (handler: Operation['handler']): Operation => ({
  handler,
  resource: (input: { readonly target?: string; readonly principal?: string }) =>
    input.target ?? input.principal ?? '*',
});
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
    AttachPolicy: onTarget(attachPolicy),
    DetachPolicy: onTarget(detachPolicy),
    AttachPrincipalPolicy: onTarget(attachPrincipalPolicy),
    DetachPrincipalPolicy: onTarget(detachPrincipalPolicy),
    ListAttachedPolicies: { handler: listAttachedPolicies },
    ListTargetsForPolicy: onPolicy(listTargetsForPolicy),
    CreateThing: onThing(createThing),
    DescribeThing: onThing(describeThing),
    ListThings: { handler: listThings },
    UpdateThing: onThing(updateThing),
    DeleteThing: onThing(deleteThing),
    AttachThingPrincipal: { handler: attachThingPrincipal },
    DetachThingPrincipal: { handler: detachThingPrincipal },
    ListThingPrincipals: onThing(listThingPrincipals),
    ListPrincipalThings: { handler: listPrincipalThings },
    CreateThingGroup: onThingGroup(createThingGroup),
    DescribeThingGroup: onThingGroup(describeThingGroup),
    DeleteThingGroup: onThingGroup(deleteThingGroup),
    ListThingGroups: { handler: listThingGroups },
    ListThingGroupsForThing: onThing(listThingGroupsForThing),
    AddThingToThingGroup: { handler: addThingToThingGroup },
    RemoveThingFromThingGroup: { handler: removeThingFromThingGroup },
    CreateKeysAndCertificate: { handler: createKeysAndCertificate },
    RegisterCertificate: { handler: registerCertificate },
    RegisterCertificateWithoutCA: { handler: registerCertificateWithoutCa },
    GetRegistrationCode: { handler: getRegistrationCode },
    RegisterCACertificate: { handler: registerCaCertificate },
    UpdateCACertificate: onCaCertificate(updateCaCertificate),
    DeleteCACertificate: onCaCertificate(deleteCaCertificate),
    UpdateProvisioningTemplate: onTemplate(updateProvisioningTemplate),
    CreateProvisioningClaim: onTemplate(createProvisioningClaim),
    RegisterThing: { handler: registerThing },
    StartThingRegistrationTask: {
      handler: startThingRegistrationTask,
      alsoNeeds: ({ roleArn }: { readonly roleArn?: string }) => passRole(roleArn, 'iot.amazonaws.com'),
    },
    DescribeThingRegistrationTask: { handler: describeThingRegistrationTask },
    ListThingRegistrationTasks: { handler: listThingRegistrationTasks },
    ListThingRegistrationTaskReports: { handler: listThingRegistrationTaskReports },
    StopThingRegistrationTask: { handler: stopThingRegistrationTask },
    CreateTopicRule: onRule(createTopicRule),
    GetTopicRule: onRule(getTopicRule),
    ListTopicRules: { handler: listTopicRules },
    ReplaceTopicRule: onRule(replaceTopicRule),
    EnableTopicRule: onRule(enableTopicRule),
    DisableTopicRule: onRule(disableTopicRule),
    DeleteTopicRule: onRule(deleteTopicRule),
    DescribeEncryptionConfiguration: { handler: describeEncryptionConfiguration },
    UpdateEncryptionConfiguration: {
      handler: updateEncryptionConfiguration,
      alsoNeeds: ({ kmsAccessRoleArn }: { readonly kmsAccessRoleArn?: string }) =>
        passRole(kmsAccessRoleArn, 'iot.amazonaws.com'),
    },
    DescribeEndpoint: { handler: describeEndpoint },
    ListTagsForResource: onTagged(listTagsForResource),
    TagResource: onTagged(tagResource),
    UntagResource: onTagged(untagResource),
  },
};
