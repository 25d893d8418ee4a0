import { acmPcaService } from './acm-pca/service.ts';
import { cloudTrailService } from './cloudtrail/service.ts';
import { cloudwatchService } from './cloudwatch/service.ts';
import { contentsOf, contentsText, type AccountContents } from './describe-account.ts';
import { ec2Service } from './ec2/service.ts';
import { FaultOrders } from './faults.ts';
import { forgetAccountPolicies, setAccountPolicy } from './iam/account-policies.ts';
import { iamService } from './iam/service.ts';
import { iotService } from './iot/service.ts';
import { kmsService } from './kms/service.ts';
import { lambdaService } from './lambda/service.ts';
import { MQTT_OPERATIONS } from './mqtt/mqtt-operations.ts';
import { openNetwork } from './network.ts';
import { RequestLog } from './request-log.ts';
import { SANDBOX_ACCOUNT, SANDBOX_REGION, startSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
import { s3Service } from './s3/service.ts';
import { secretsManagerService } from './secrets-manager/service.ts';
import type { Likeness } from './seed/likenesses.ts';
import { LANDING_ZONE_POLICY } from './seed/landing-zone.ts';
import { logsService } from './logs/service.ts';
import { seedAccount } from './seed/seed.ts';
import { forgetSeeding, seedOnce } from './seed-once.ts';
import { openStore } from './state/open-store.ts';
import { regionOf } from './state/region-of.ts';
import { stsService } from './sts/service.ts';
import { AccountKeys } from './wire/sigv4/account-keys.ts';

export { FAULT_KINDS, type FaultKind, FaultOrders } from './faults.ts';
export { forgetAccountPolicies, setAccountPolicy } from './iam/account-policies.ts';
export { DOOR_PORTS, DOOR_STATES, setDoor } from './network.ts';
export { SANDBOX_ACCOUNT, SANDBOX_REGION } from './sandbox.ts';
export { openProxyOnly } from './proxy-only.ts';
export { LIKENESSES, type Likeness } from './seed/likenesses.ts';
export { ServiceError } from './service.ts';

const SERVICES = [
  stsService,
  iamService,
  lambdaService,
  acmPcaService,
  iotService,
  cloudwatchService,
  cloudTrailService,
  kmsService,
  logsService,
  secretsManagerService,
  s3Service,
  ec2Service,
];

/** Every operation that the account carries out, by AWS's name; those of devices end with `Mqtt`. */
export const SANDBOX_OPERATIONS: ReadonlySet<string> = new Set([
  ...SERVICES.flatMap(({ operations }) => Object.keys(operations)),
  ...MQTT_OPERATIONS,
]);

/** The embedded account with all its services, filled with believable resources at its first start. */
export const startAccount = (options: Omit<SandboxOptions, 'services' | 'seed'>): Promise<Sandbox> =>
  startSandbox({
    ...options,
    services: SERVICES,
    seed: (store, now) => seedAccount(store, now),
  });

/**
 * Makes the account new: everything in it is gone, the seeded resources are back, faults and the list of requests are
 * empty, the operator may do everything. Keys and settings stay, so that clients go on.
 */
export async function resetAccount(folder: string, like: readonly Likeness[] = []): Promise<void> {
  const store = openStore(folder);
  new FaultOrders(folder).clear();
  forgetAccountPolicies(folder);
  openNetwork(folder);
  new RequestLog(folder).clear();
  forgetSeeding(folder);
  await seedOnce(folder, store, () => seedAccount(store, new Date(), like));
  if (like.includes('landing-zone')) setAccountPolicy(folder, 'service-control', LANDING_ZONE_POLICY);
}

/** As after weeks without a call; false when there is no such function in the account's own Region. */
export async function setFunctionIdle(folder: string, functionName: string, now = new Date()): Promise<boolean> {
  const store = openStore(folder);
  await seedOnce(folder, store, () => seedAccount(store, now));
  return store.change((state) => {
    const found = regionOf(state, SANDBOX_REGION).lambda.functions[functionName];
    if (found) found.isIdle = true;
    return found !== undefined;
  });
}

interface AccountDescription {
  readonly account: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly holds: AccountContents;
  /** `holds` for a person. */
  readonly text: string;
}

/** What is in an account's folder; no server is needed. A new account is seeded first. */
export async function describeAccount(folder: string, now = new Date()): Promise<AccountDescription> {
  const store = openStore(folder);
  await seedOnce(folder, store, () => seedAccount(store, now));
  const { operator } = new AccountKeys(folder, SANDBOX_ACCOUNT);
  const holds = await contentsOf(store, SANDBOX_REGION, now);
  return { account: SANDBOX_ACCOUNT, region: SANDBOX_REGION, credentials: operator, holds, text: contentsText(holds) };
}
