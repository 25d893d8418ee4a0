/** Who has connected: a registered certificate, or one of CreateProvisioningClaim. */
export interface Principal {
  readonly certificateId: string;
  /** Of the claim; undefined for a registered certificate. */
  readonly claimTemplate: string | undefined;
}

/** One connection. */
export interface Session {
  readonly principal: Principal;
  readonly region: string;
  /** Topic filters that it is subscribed to, with their QoS. */
  readonly filters: Map<string, 0 | 1 | 2>;
}
