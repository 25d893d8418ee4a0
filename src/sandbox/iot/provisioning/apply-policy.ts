import { createHash } from 'node:crypto';
import { lookup } from '../../service.ts';
import { regionOf } from '../../state/region-of.ts';
import { registrationFailure } from '../errors.ts';
import { addPolicy, checkPolicyDocument } from '../policy.ts';
import type { PolicyRecord } from '../state.ts';
import { evaluate, evaluateText } from './evaluate.ts';
import type { ProvisioningEdit } from './provisioning-edit.ts';
import type { TemplateResource } from './template-body.ts';

/** A policy by its name must exist; one by its document is made unless an earlier device made it. */
export function applyPolicy({ properties }: TemplateResource, edit: ProvisioningEdit): PolicyRecord {
  const { state, call, scope } = edit;
  const { policies } = regionOf(state, call.region).iot;
  if (properties['PolicyName'] !== undefined) {
    const name = evaluateText(properties['PolicyName'], 'PolicyName', scope);
    const found = lookup(policies, name);
    if (found === undefined) throw registrationFailure('Policy default version not found');
    return found;
  }
  const value = evaluate(properties['PolicyDocument'], scope);
  const document = typeof value === 'string' ? value : JSON.stringify(value);
  const name = createHash('sha256').update(document).digest('hex');
  const existing = lookup(policies, name);
  if (existing !== undefined) return existing;
  edit.require('iot:CreatePolicy', `arn:aws:iot:${call.region}:${call.account}:policy/${name}`);
  checkPolicyDocument(document);
  return addPolicy(state, { name, document }, call);
}
