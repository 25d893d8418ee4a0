import { randomUUID } from 'node:crypto';
import type { Call } from '../service.ts';
import { ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { requirePattern, resourceAlreadyExists, resourceNotFound } from './errors.ts';
import { page } from './page.ts';
import type { PolicyRecord } from './state.ts';
import { setTags, type Tag } from './tags.ts';
import { ownEntry } from '../own-entry.ts';

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
    const policy = findPolicy(state, input, call);
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
  requirePattern(name, 'policyName', /^[\w+=,.@-]{1,128}$/);
  checkDocument(policyDocument);
  const arn = `arn:aws:iot:${call.region}:${call.account}:policy/${name}`;
  return call.store.change((state) => {
    const { policies } = regionOf(state, call.region).iot;
    if (ownEntry(policies, name)) {
      throw resourceAlreadyExists(`Policy cannot be created - name already exists (name=${name})`, name, arn);
    }
    const createdAt = call.clock.now().toISOString();
    policies[name] = { name, arn, document: policyDocument, createdAt, generationId: randomUUID() };
    setTags(state, arn, input.tags, call);
    return { policyName: name, policyArn: arn, policyDocument, policyVersionId: '1' };
  });
}

export function deletePolicy(input: PolicyInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { name, arn } = findPolicy(state, input, call);
    const { policies, tags } = regionOf(state, call.region).iot;
    delete policies[name];
    delete tags[arn];
    return {};
  });
}

function findPolicy(state: AccountState, { policyName }: PolicyInput, call: Call): PolicyRecord {
  requirePattern(policyName, 'policyName', /^[\w+=,.@-]{1,128}$/);
  const found = ownEntry(regionOf(state, call.region).iot.policies, policyName);
  if (!found) throw resourceNotFound(`Policy not found (name=${policyName})`);
  return found;
}

/** The quota does not count white space. */
function checkDocument(document: string): void {
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
