import { randomUUID } from 'node:crypto';
import { type Call, lookup, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { deleteConflict, resourceAlreadyExists, resourceNotFound } from './errors.ts';
import { page } from './page.ts';
import type { PolicyRecord } from './state.ts';
import { setTags, type Tag } from './tags.ts';

interface PolicyInput {
  readonly policyName: string;
}

/** @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
const MAX_DOCUMENT_CHARACTERS = 2048;
const PAGE_SIZE = 25;

export function listPolicies(
  input: { readonly marker?: string; readonly pageSize?: number; readonly ascendingOrder?: boolean },
  call: Call,
): Promise<object> {
  const size = Math.min(input.pageSize ?? PAGE_SIZE, call.settings.pageSize ?? Number.POSITIVE_INFINITY);
  return call.store.read((state) => {
    const { policies } = regionOf(state, call.region).iot;
    const { items, next } = page(policies, { token: input.marker, size, ascending: input.ascendingOrder });
    return { policies: items.map(({ name, arn }) => ({ policyName: name, policyArn: arn })), nextMarker: next };
  });
}

export function getPolicy(input: PolicyInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const policy = findPolicy(state, input, call, 'Policy default version not found');
    return {
      policyName: policy.name,
      policyArn: policy.arn,
      policyDocument: policy.document,
      defaultVersionId: '1',
      creationDate: new Date(policy.createdAt),
      lastModifiedDate: new Date(policy.createdAt),
      generationId: policy.generationId,
    };
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreatePolicy.html */
export function createPolicy(
  input: PolicyInput & { readonly policyDocument: string; readonly tags?: readonly Tag[] },
  call: Call,
): Promise<object> {
  const { policyName: name, policyDocument } = input;
  checkPolicyDocument(policyDocument);
  const arn = `arn:aws:iot:${call.region}:${call.account}:policy/${name}`;
  return call.store.change((state) => {
    if (lookup(regionOf(state, call.region).iot.policies, name)) {
      throw resourceAlreadyExists(`Policy cannot be created - name already exists (name=${name})`, name, arn);
    }
    addPolicy(state, { name, document: policyDocument }, call);
    setTags(state, arn, input.tags, call);
    return { policyName: name, policyArn: arn, policyDocument, policyVersionId: '1' };
  });
}

/** A policy that is known to be new and well-formed. */
export function addPolicy(
  state: AccountState,
  { name, document }: { readonly name: string; readonly document: string },
  call: Call,
): PolicyRecord {
  const arn = `arn:aws:iot:${call.region}:${call.account}:policy/${name}`;
  const createdAt = call.clock.now().toISOString();
  return (regionOf(state, call.region).iot.policies[name] = {
    name,
    arn,
    document,
    createdAt,
    generationId: randomUUID(),
  });
}

/** Refused while something has it. @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeletePolicy.html */
export function deletePolicy(input: PolicyInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { name, arn } = findPolicy(state, input, call);
    const { policies, policyTargets, tags } = regionOf(state, call.region).iot;
    if (Object.keys(policyTargets[name] ?? {}).length > 0) {
      throw deleteConflict(
        `The policy cannot be deleted as the policy is attached to one or more principals (name=${name})`,
      );
    }
    delete policyTargets[name];
    delete policies[name];
    delete tags[arn];
    return {};
  });
}

export function findPolicy(
  state: AccountState,
  { policyName }: PolicyInput,
  call: Call,
  missing = 'Policy not found',
): PolicyRecord {
  const found = lookup(regionOf(state, call.region).iot.policies, policyName);
  if (!found) throw resourceNotFound(missing);
  return found;
}

/** The quota does not count white space. */
export function checkPolicyDocument(document: string): void {
  let statements: unknown;
  try {
    statements = (JSON.parse(document) as { Statement?: unknown }).Statement;
  } catch {
    statements = undefined;
  }
  if (!Array.isArray(statements) || statements.length === 0) {
    throw new ServiceError('MalformedPolicyException', 400, 'Policy document is Malformed');
  }
  if (document.replace(/\s/g, '').length > MAX_DOCUMENT_CHARACTERS) {
    throw new ServiceError(
      'MalformedPolicyException',
      400,
      `Policy document exceeds ${MAX_DOCUMENT_CHARACTERS} characters`,
    );
  }
}
