import { type Call, lookup } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidRequest, limitExceeded, resourceAlreadyExists, resourceNotFound } from './errors.ts';
import { page } from './page.ts';
import { checkHook, type ProvisioningHook } from './provisioning-hook.ts';
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
  readonly preProvisioningHook?: ProvisioningHook;
  readonly tags?: readonly Tag[];
}

/** @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
const MAX_TEMPLATES = 256;
const PAGE_SIZE = 250;

export function listProvisioningTemplates(
  input: { readonly maxResults?: number; readonly nextToken?: string },
  call: Call,
): Promise<object> {
  const size = Math.min(input.maxResults ?? PAGE_SIZE, call.settings.pageSize ?? PAGE_SIZE);
  return call.store.read((state) => {
    const { provisioningTemplates } = regionOf(state, call.region).iot;
    const { items, next } = page(provisioningTemplates, { token: input.nextToken, size });
    // A list has no descriptions.
    const templates = items.map((template) => ({ ...renderSummary(template), description: undefined }));
    return { templates, nextToken: next };
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
  checkFleetTemplate(readTemplateBody(templateBody));
  const arn = `arn:aws:iot:${call.region}:${call.account}:provisioningtemplate/${name}`;
  const now = call.clock.now().toISOString();
  return call.store.change((state) => {
    const { provisioningTemplates } = regionOf(state, call.region).iot;
    requireAssumable(state, input.provisioningRoleArn, call);
    if (lookup(provisioningTemplates, name))
      throw resourceAlreadyExists(`Template with name ${name} already exists`, name, arn);
    if (Object.keys(provisioningTemplates).length >= MAX_TEMPLATES) {
      throw limitExceeded(`The account has reached its limit of provisioning templates: ${MAX_TEMPLATES}`);
    }
    const type = input.type ?? 'FLEET_PROVISIONING';
    const hook = input.preProvisioningHook && checkHook(input.preProvisioningHook, { type, arn }, state, call);
    provisioningTemplates[name] = {
      name,
      arn,
      description: input.description ?? '',
      type,
      enabled: input.enabled ?? false,
      body: templateBody,
      provisioningRoleArn: input.provisioningRoleArn,
      ...(hook === undefined ? {} : { preProvisioningHook: hook }),
      createdAt: now,
      lastModifiedAt: now,
    };
    setTags(state, arn, input.tags, call);
    return { templateArn: arn, templateName: name, defaultVersionId: 1 };
  });
}

export function deleteProvisioningTemplate(input: TemplateInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { name, arn } = findTemplate(state, input, call, 'Unable to delete template, template not found');
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
  if (input.preProvisioningHook !== undefined && input.removePreProvisioningHook === true) {
    throw invalidRequest('preProvisioningHook and removePreProvisioningHook exclude each other');
  }
  return call.store.change((state) => {
    const template = findTemplate(state, input, call);
    if ((input.defaultVersionId ?? 1) !== 1) {
      throw invalidRequest(`Unable to set version ${input.defaultVersionId} as the default, version does not exist`);
    }
    const hook = input.preProvisioningHook && checkHook(input.preProvisioningHook, template, state, call);
    if (input.description !== undefined) template.description = input.description;
    if (input.enabled !== undefined) template.enabled = input.enabled;
    if (input.provisioningRoleArn !== undefined) {
      requireAssumable(state, input.provisioningRoleArn, call);
      template.provisioningRoleArn = input.provisioningRoleArn;
    }
    if (hook !== undefined) template.preProvisioningHook = hook;
    if (input.removePreProvisioningHook === true) delete template.preProvisioningHook;
    template.lastModifiedAt = call.clock.now().toISOString();
    return {};
  });
}

export function findTemplate(
  state: AccountState,
  input: TemplateInput,
  call: Call,
  missing = `Unable to find template named ${input.templateName}`,
): ProvisioningTemplateRecord {
  const found = lookup(regionOf(state, call.region).iot.provisioningTemplates, input.templateName);
  if (!found) throw resourceNotFound(missing);
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
