import type { Call } from '../../service.ts';
import { attachPolicyTo, attachPrincipalTo } from '../attachments.ts';
import { invalidRequest } from '../errors.ts';
import type { CertificateRecord, PolicyRecord, ThingRecord } from '../state.ts';
import { applyCertificate, prepareCertificate, type PreparedCertificate } from './apply-certificate.ts';
import { applyPolicy } from './apply-policy.ts';
import { applyThing } from './apply-thing.ts';
import { evaluateText, scopeOf, type Scope } from './evaluate.ts';
import { permissionsOf, type ProvisioningEdit } from './provisioning-edit.ts';
import { invalidTemplate, readTemplateBody, type TemplateBody, type TemplateResource } from './template-body.ts';

interface ProvisioningRequest {
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What `AWS::IoT::Certificate::Id` stands for; of the registry. */
  readonly certificateId?: string;
  /** AWS IoT works as this role; absent: with the rights of whoever asked. */
  readonly roleArn?: string;
}

export interface Provisioned {
  readonly thingName: string | undefined;
  readonly deviceConfiguration: Record<string, string>;
  readonly certificateId: string;
  readonly certificatePem: string;
  /** By the template's logical names. */
  readonly resourceArns: Record<string, string>;
}

export const CERTIFICATE_ID = 'AWS::IoT::Certificate::Id';

/**
 * Everything that a template declares, or nothing: the preparation changes nothing, and the rest is one edit.
 * Throws ServiceError with AWS's codes.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provision-template.html
 */
export async function provisionThing(request: ProvisioningRequest, call: Call): Promise<Provisioned> {
  const body = readTemplateBody(request.templateBody);
  const given = {
    ...request.parameters,
    ...(request.certificateId === undefined ? {} : { [CERTIFICATE_ID]: request.certificateId }),
  };
  const scope = scopeOf(body, given);
  const declared = oneOf(body, 'AWS::IoT::Certificate');
  if (declared === undefined) throw invalidTemplate('it declares no certificate');
  const prepared = await prepareCertificate(declared[1], scope, call);
  if (request.certificateId !== undefined && !isFor(prepared, request.certificateId)) {
    throw invalidRequest('The template provisions another certificate than the one that was given');
  }
  return call.store.change((state) =>
    apply(body, prepared, { state, call, scope, require: permissionsOf(state, request.roleArn, call) }),
  );
}

const isFor = (prepared: PreparedCertificate, certificateId: string): boolean =>
  prepared.from === 'registry' && prepared.certificateId.toLowerCase() === certificateId.toLowerCase();

type Declared = readonly [logicalName: string, resource: TemplateResource];

const allOf = (body: TemplateBody, type: TemplateResource['type']): readonly Declared[] =>
  Object.entries(body.resources).filter(([, resource]) => resource.type === type);

const oneOf = (body: TemplateBody, type: TemplateResource['type']): Declared | undefined => allOf(body, type)[0];

function apply(body: TemplateBody, prepared: PreparedCertificate, edit: ProvisioningEdit): Provisioned {
  const resourceArns: Record<string, string> = {};
  const [certificateName, declared] = oneOf(body, 'AWS::IoT::Certificate')!;
  const certificate = applyCertificate(prepared, declared, edit);
  resourceArns[certificateName] = certificate.arn;
  for (const [name, resource] of allOf(body, 'AWS::IoT::Policy')) {
    const policy = applyPolicy(resource, edit);
    attachPolicy(policy, certificate, edit);
    resourceArns[name] = policy.arn;
  }
  const thingDeclared = oneOf(body, 'AWS::IoT::Thing');
  let thing: ThingRecord | undefined;
  if (thingDeclared !== undefined) {
    thing = applyThing(thingDeclared[1], edit);
    attachThing(thing, certificate, declared, edit);
    resourceArns[thingDeclared[0]] = thing.arn;
  }
  delete certificate.unclaimedUntil;
  return {
    thingName: thing?.name,
    deviceConfiguration: configurationOf(body, edit.scope),
    certificateId: certificate.id,
    certificatePem: certificate.pem,
    resourceArns,
  };
}

function attachPolicy(policy: PolicyRecord, certificate: CertificateRecord, edit: ProvisioningEdit): void {
  edit.require('iot:AttachPolicy', certificate.arn);
  attachPolicyTo(edit.state, policy.name, certificate.arn, edit.call);
}

function attachThing(
  thing: ThingRecord,
  certificate: CertificateRecord,
  { properties }: TemplateResource,
  { state, call, scope, require }: ProvisioningEdit,
): void {
  const { ThingPrincipalType: value = 'NON_EXCLUSIVE_THING' } = properties;
  const type = evaluateText(value, 'ThingPrincipalType', scope);
  if (type !== 'EXCLUSIVE_THING' && type !== 'NON_EXCLUSIVE_THING') {
    throw invalidTemplate(`${type} is not a ThingPrincipalType`);
  }
  require('iot:AttachThingPrincipal', thing.arn);
  attachPrincipalTo(state, thing, { arn: certificate.arn, type }, call);
}

const configurationOf = (body: TemplateBody, scope: Scope): Record<string, string> =>
  Object.fromEntries(
    Object.entries(body.deviceConfiguration).map(([name, value]) => [name, evaluateText(value, name, scope)]),
  );
