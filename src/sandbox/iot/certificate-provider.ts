import { type Call, lookup } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidRequest, limitExceeded, resourceAlreadyExists, resourceNotFound } from './errors.ts';
import { page } from './page.ts';
import type { CertificateProviderRecord } from './state.ts';
import { setTags, type Tag } from './tags.ts';
import { rememberProvider } from './effective-provider.ts';

interface ProviderInput {
  readonly certificateProviderName: string;
}

interface CreateInput extends ProviderInput {
  readonly lambdaFunctionArn: string;
  readonly accountDefaultForOperations: readonly string[];
  readonly clientToken?: string;
  readonly tags?: readonly Tag[];
}

interface UpdateInput extends ProviderInput {
  readonly lambdaFunctionArn?: string;
  readonly accountDefaultForOperations?: readonly string[];
}

const PAGE_SIZE = 25;

export const providerArn = (name: string, call: Call): string =>
  `arn:aws:iot:${call.region}:${call.account}:certificateprovider/${name}`;

/**
 * The switch: from now on the function signs. Nothing about the function is checked, as far as AWS documents it.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateCertificateProvider.html
 */
export function createCertificateProvider(input: CreateInput, call: Call): Promise<object> {
  const { certificateProviderName: name, lambdaFunctionArn, accountDefaultForOperations, clientToken } = input;
  checkFunctionArn(lambdaFunctionArn);
  const arn = providerArn(name, call);
  const now = call.clock.now().toISOString();
  return call.store.change((state) => {
    const { certificateProviders } = regionOf(state, call.region).iot;
    const existing = lookup(certificateProviders, name);
    if (existing && isRepeat(existing, input)) return { certificateProviderName: name, certificateProviderArn: arn };
    if (existing) throw resourceAlreadyExists(`Certificate provider ${name} already exists`, name, arn);
    if (Object.keys(certificateProviders).length > 0) {
      throw limitExceeded('The account has reached its limit of certificate providers: 1');
    }
    certificateProviders[name] = {
      name,
      arn,
      lambdaFunctionArn,
      accountDefaultForOperations: [...accountDefaultForOperations],
      ...(clientToken === undefined ? {} : { clientToken }),
      createdAt: now,
      lastModifiedAt: now,
    };
    setTags(state, arn, input.tags, call);
    return { certificateProviderName: name, certificateProviderArn: arn };
  });
}

const isRepeat = (existing: CertificateProviderRecord, input: CreateInput): boolean =>
  input.clientToken !== undefined &&
  existing.clientToken === input.clientToken &&
  existing.lambdaFunctionArn === input.lambdaFunctionArn;

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeCertificateProvider.html */
export function describeCertificateProvider(input: ProviderInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const provider = findProvider(state, input, call);
    return {
      certificateProviderName: provider.name,
      certificateProviderArn: provider.arn,
      lambdaFunctionArn: provider.lambdaFunctionArn,
      accountDefaultForOperations: [...provider.accountDefaultForOperations],
      creationDate: new Date(provider.createdAt),
      lastModifiedDate: new Date(provider.lastModifiedAt),
    };
  });
}

/** Summaries do not name the function. @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListCertificateProviders.html */
export function listCertificateProviders(
  input: { readonly nextToken?: string; readonly ascendingOrder?: boolean },
  call: Call,
): Promise<object> {
  return call.store.read((state) => {
    const { certificateProviders } = regionOf(state, call.region).iot;
    const size = call.settings.pageSize ?? PAGE_SIZE;
    const { items, next } = page(certificateProviders, {
      token: input.nextToken,
      size,
      ascending: input.ascendingOrder,
    });
    return {
      certificateProviders: items.map(({ name, arn }) => ({
        certificateProviderName: name,
        certificateProviderArn: arn,
      })),
      nextToken: next,
    };
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateCertificateProvider.html */
export function updateCertificateProvider(input: UpdateInput, call: Call): Promise<object> {
  const { lambdaFunctionArn, accountDefaultForOperations } = input;
  if (lambdaFunctionArn !== undefined) checkFunctionArn(lambdaFunctionArn);
  return call.store.change((state) => {
    const provider = findProvider(state, input, call);
    const now = call.clock.now().toISOString();
    rememberProvider(regionOf(state, call.region).iot, provider, now);
    if (lambdaFunctionArn !== undefined) provider.lambdaFunctionArn = lambdaFunctionArn;
    if (accountDefaultForOperations !== undefined) {
      provider.accountDefaultForOperations = [...accountDefaultForOperations];
    }
    provider.lastModifiedAt = now;
    return { certificateProviderName: provider.name, certificateProviderArn: provider.arn };
  });
}

/** AWS signs again. @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteCertificateProvider.html */
export function deleteCertificateProvider(input: ProviderInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const provider = findProvider(state, input, call);
    const { iot } = regionOf(state, call.region);
    rememberProvider(iot, provider, call.clock.now().toISOString());
    delete iot.certificateProviders[provider.name];
    delete iot.tags[provider.arn];
    return {};
  });
}

function findProvider(state: AccountState, input: ProviderInput, call: Call): CertificateProviderRecord {
  const name = input.certificateProviderName;
  const found = lookup(regionOf(state, call.region).iot.certificateProviders, name);
  if (!found) throw resourceNotFound(`Certificate provider ${name} was not found`);
  return found;
}

function checkFunctionArn(arn: string): void {
  if (!/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w.-]+(:[\w$-]+)?$/.test(arn)) {
    throw invalidRequest(`lambdaFunctionArn is not the ARN of a function: ${arn}`);
  }
}
