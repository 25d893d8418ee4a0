import type { CertificateProviderRecord, FormerProvider, IotState } from './state.ts';

/** What devices meet of a certificate provider. */
export type EffectiveProvider = Pick<CertificateProviderRecord, 'name' | 'arn' | 'lambdaFunctionArn'>;

/** Inside a change, before the definition is changed or deleted. */
export function rememberProvider(
  iot: IotState,
  { name, arn, lambdaFunctionArn, lastModifiedAt }: CertificateProviderRecord,
  now: string,
): void {
  iot.formerProvider = { name, arn, lambdaFunctionArn, from: lastModifiedAt, until: now } satisfies FormerProvider;
}

/**
 * Whom AWS IoT asks to sign a device's CSR now: devices meet the account as it was `propagationMs` ago, so that for a
 * while after a delete or an update the old function is called. Undefined: Amazon's CA signs.
 */
export function effectiveProvider(iot: IotState, now: Date, propagationMs: number): EffectiveProvider | undefined {
  const then = now.getTime() - propagationMs;
  const current = Object.values(iot.certificateProviders).find(
    (provider) => Date.parse(provider.lastModifiedAt) <= then,
  );
  if (current !== undefined) return current;
  const former = iot.formerProvider;
  return former !== undefined && Date.parse(former.from) <= then && then < Date.parse(former.until)
    ? former
    : undefined;
}
