import { type Call, lookup } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidRequest, limitExceeded, requirePattern, resourceAlreadyExists, resourceNotFound } from './errors.ts';
import { page } from './page.ts';
import { requireAssumable } from './provisioning/provisioning-edit.ts';
import { checkFleetTemplate, readTemplateBody } from './provisioning/template-body.ts';
import type { ProvisioningTemplateRecord } from './state.ts';
import { setTags, type Tag } from './tags.ts';

interface TemplateInput {
  readonly templateName: string;
}

interface CreateInput extends TemplateInput {
  readonly templateBody: string;
  readonly provisioningRoleArn: string;
  readonly description?: string;
  readonly enabled?: boolean;
  readonly type?: ProvisioningTemplateRecord['type'];
  readonly preProvisioningHook?: { readonly payloadVersion?: string; readonly targetArn: string };
  readonly tags?: readonly Tag[];
}

/** @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
const MAX_TEMPLATES = 256;
const MAX_BODY_CHARACTERS = 10_240;
const PAGE_SIZE = 250;

export function listProvisioningTemplates(
  input: { readonly maxResults?: number; readonly nextToken?: string },
  call: Call,
): Promise<object> {
  const size = Math.min(input.maxResults ?? PAGE_SIZE, call.settings.pageSize ?? PAGE_SIZE);
  return call.store.read((state) => {
    const { provisioningTemplates } = regionOf(state, call.region).iot;
    const { items, next } = page(provisioningTemplates, { token: input.nextToken, size });
    return { templates: items.map(renderSummary), nextToken: next };
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeProvisioningTemplate.html */
export function describeProvisioningTemplate(input: TemplateInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const template = findTemplate(state, input, call);
    return {
      ...renderSummary(template),
      defaultVersionId: 1,
      templateBody: template.body,
      provisioningRoleArn: template.provisioningRoleArn,
      preProvisioningHook: template.preProvisioningHook && { ...template.preProvisioningHook },
    };
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateProvisioningTemplate.html */
export function createProvisioningTemplate(input: CreateInput, call: Call): Promise<object> {
  const { templateName: name, templateBody } = input;
  requirePattern(name, 'templateName', /^[0-9A-Za-z_-]{1,36}$/);
  if (templateBody.length > MAX_BODY_CHARACTERS)
    throw invalidRequest(`templateBody must have ${MAX_BODY_CHARACTERS} characters at most`);
  if (input.type === 'JITP' && input.preProvisioningHook !== undefined) {
    throw invalidRequest('A template of type JITP has no pre-provisioning hook');
  }
  checkFleetTemplate(readTemplateBody(templateBody));
  const arn = `arn:aws:iot:${call.region}:${call.account}:provisioningtemplate/${name}`;
  const now = call.clock.now().toISOString();
  return call.store.change((state) => {
    const { provisioningTemplates } = regionOf(state, call.region).iot;
    requireAssumable(state, input.provisioningRoleArn, call);
    if (lookup(provisioningTemplates, name))
      throw resourceAlreadyExists(`Provisioning template ${name} already exists`, name, arn);
    if (Object.keys(provisioningTemplates).length >= MAX_TEMPLATES) {
      throw limitExceeded(`The account has reached its limit of provisioning templates: ${MAX_TEMPLATES}`);
    }
    provisioningTemplates[name] = {
      name,
      arn,
      description: input.description ?? '',
      type: input.type ?? 'FLEET_PROVISIONING',
      enabled: input.enabled ?? false,
      body: templateBody,
      provisioningRoleArn: input.provisioningRoleArn,
      ...(input.preProvisioningHook === undefined ? {} : { preProvisioningHook: { ...input.preProvisioningHook } }),
      createdAt: now,
      lastModifiedAt: now,
    };
    setTags(state, arn, input.tags, call);
    return { templateArn: arn, templateName: name, defaultVersionId: 1 };
  });
}

export function deleteProvisioningTemplate(input: TemplateInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { name, arn } = findTemplate(state, input, call);
    const { provisioningTemplates, tags } = regionOf(state, call.region).iot;
    delete provisioningTemplates[name];
    delete tags[arn];
    return {};
  });
}

interface UpdateInput extends TemplateInput {
  readonly description?: string;
  readonly enabled?: boolean;
  readonly defaultVersionId?: number;
  readonly provisioningRoleArn?: string;
  readonly preProvisioningHook?: CreateInput['preProvisioningHook'];
  readonly removePreProvisioningHook?: boolean;
}

/** The body stays: another one would be another version. @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateProvisioningTemplate.html */
export function updateProvisioningTemplate(input: UpdateInput, call: Call): Promise<object> {
  if ((input.defaultVersionId ?? 1) !== 1) throw resourceNotFound(`There is no version ${input.defaultVersionId}`);
  if (input.preProvisioningHook !== undefined && input.removePreProvisioningHook === true) {
    throw invalidRequest('preProvisioningHook and removePreProvisioningHook exclude each other');
  }
  return call.store.change((state) => {
    const template = findTemplate(state, input, call);
    if (input.preProvisioningHook !== undefined && template.type === 'JITP') {
      throw invalidRequest('A template of type JITP has no pre-provisioning hook');
    }
    if (input.description !== undefined) template.description = input.description;
    if (input.enabled !== undefined) template.enabled = input.enabled;
    if (input.provisioningRoleArn !== undefined) {
      requireAssumable(state, input.provisioningRoleArn, call);
      template.provisioningRoleArn = input.provisioningRoleArn;
    }
    if (input.preProvisioningHook !== undefined) template.preProvisioningHook = { ...input.preProvisioningHook };
    if (input.removePreProvisioningHook === true) delete template.preProvisioningHook;
    template.lastModifiedAt = call.clock.now().toISOString();
    return {};
  });
}

export function findTemplate(state: AccountState, input: TemplateInput, call: Call): ProvisioningTemplateRecord {
  requirePattern(input.templateName, 'templateName', /^[0-9A-Za-z_-]{1,36}$/);
  const found = lookup(regionOf(state, call.region).iot.provisioningTemplates, input.templateName);
  if (!found) throw resourceNotFound(`Provisioning template ${input.templateName} was not found`);
  return found;
}

const renderSummary = (template: ProvisioningTemplateRecord) => ({
  templateArn: template.arn,
  templateName: template.name,
  description: template.description,
  creationDate: new Date(template.createdAt),
  lastModifiedDate: new Date(template.lastModifiedAt),
  enabled: template.enabled,
  type: template.type,
});
