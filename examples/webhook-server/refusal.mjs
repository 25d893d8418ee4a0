/** A refusal as docs/webhook.md words it. `policy_denied` and `bad_csr` are what an `issue` of yours may throw. */
export class Refusal extends Error {
  constructor(status, code, message, retryable = false) {
    super(message);
    Object.assign(this, { status, code, retryable });
  }
}
