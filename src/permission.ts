/** What a statement names as its resource; `any` where the action has no resource type, `caller` whoever runs certprov. */
export type Scope =
  | 'any'
  | 'caller'
  | 'caller-role'
  | 'providers'
  | 'provider'
  | 'templates'
  | 'canary-template'
  | 'iot-policies'
  | 'registered-cas'
  | 'certificates'
  | 'function'
  | 'signer-role'
  | 'canary-role'
  | 'private-ca'
  | 'signer-secret'
  | 'ca-secret'
  | 'key'
  | 'ca-key';

/** An IAM action and on what it is needed. */
export interface Permission {
  readonly action: `${string}:${string}`;
  readonly on: Scope;
}

export const permissions = (on: Scope, ...actions: readonly Permission['action'][]): readonly Permission[] =>
  actions.map((action) => ({ action, on }));
