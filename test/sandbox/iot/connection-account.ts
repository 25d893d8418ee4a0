import { buildCertificate } from '../../../src/csr/build-certificate.ts';
import { generateKey } from '../../../src/csr/build-certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { randomSerial } from '../../../src/csr/tbs-certificate.ts';
import { type ConnectionRequest } from '../../../src/sandbox/iot/connection-policy.ts';
import { regionOf } from '../../../src/sandbox/state/region-of.ts';
import type { AccountState } from '../../../src/sandbox/state/account-state.ts';

export const PLACE = { account: '000000000000', region: 'us-east-1' };
export const arn = (resource: string): string => `arn:aws:iot:us-east-1:000000000000:${resource}`;
export const ID = 'ab'.repeat(32);

async function certificate(): Promise<string> {
  const { privateKey, publicKey } = await generateKey('ec-p256');
  const subject = encodeName([[{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: 'dev-1' }]]);
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const notBefore = new Date('2026-01-01T00:00:00Z');
  const notAfter = new Date('2036-01-01T00:00:00Z');
  return buildCertificate(
    {
      serial: randomSerial(),
      issuer: subject,
      subject,
      spki,
      notBefore,
      notAfter,
      extensions: [],
      signatureAlgorithm: 'ecdsaWithSHA256',
    },
    privateKey,
  ).pem;
}
const pem = await certificate();

export interface Given {
  readonly statements: readonly object[];
  readonly version?: string;
  /** Undefined: the certificate has no thing. */
  readonly thing?: {
    readonly name: string;
    readonly type?: 'EXCLUSIVE_THING' | 'NON_EXCLUSIVE_THING';
    readonly groups?: string[];
  };
  /** What the policy is attached to; the certificate unless told. */
  readonly target?: string;
}

export function accountWith({
  statements,
  version = '2012-10-17',
  thing,
  target = arn(`cert/${ID}`),
}: Given): AccountState {
  const state: AccountState = { version: 1, iam: { roles: {} }, regions: {} };
  const { iot } = regionOf(state, PLACE.region);
  const at = '2026-01-01T00:00:00Z';
  iot.certificates[ID] = {
    id: ID,
    arn: arn(`cert/${ID}`),
    pem,
    status: 'ACTIVE',
    mode: 'DEFAULT',
    createdAt: at,
    lastModifiedAt: at,
    customerVersion: 1,
    generationId: 'x',
    notBefore: at,
    notAfter: at,
  };
  iot.policies['p'] = {
    name: 'p',
    arn: arn('policy/p'),
    document: JSON.stringify({ Version: version, Statement: statements }),
    createdAt: at,
    generationId: 'x',
  };
  iot.policyTargets['p'] = { [target]: true };
  iot.thingGroups['sensors'] = { name: 'sensors', arn: arn('thinggroup/sensors'), createdAt: at };
  if (thing !== undefined) {
    iot.things[thing.name] = {
      name: thing.name,
      arn: arn(`thing/${thing.name}`),
      id: 'x',
      attributes: { site: 'north' },
      groups: thing.groups ?? [],
      principals: [{ arn: arn(`cert/${ID}`), type: thing.type ?? 'NON_EXCLUSIVE_THING' }],
      version: 1,
      createdAt: at,
    };
    iot.principalThings[arn(`cert/${ID}`)] = { [thing.name]: true };
  }
  return state;
}

export const allow = (Action: string | string[], Resource: string | string[], Condition?: object): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
export const deny = (...parts: Parameters<typeof allow>): object => ({ ...allow(...parts), Effect: 'Deny' });

export const connect = (clientId = 'dev-1'): Partial<ConnectionRequest> => ({
  clientId,
  action: 'iot:Connect',
  resource: arn(`client/${clientId}`),
});
export const publish = (topic: string): Partial<ConnectionRequest> => ({
  action: 'iot:Publish',
  resource: arn(`topic/${topic}`),
});
export const subscribe = (filter: string): Partial<ConnectionRequest> => ({
  action: 'iot:Subscribe',
  resource: arn(`topicfilter/${filter}`),
});
