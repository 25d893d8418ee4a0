import { parseCertificate } from '../../csr/certificate.ts';
import type { AwsOutput } from '../aws/aws-json-client.ts';
import type { Clock } from '../clock.ts';

/** How long the end of a CA that was read is believed: a CA that is renewed is there with its new end. */
const BELIEVED_MS = 10 * 60_000;

interface AuthorityEnd {
  /** Undefined: nobody has asked, or too long ago. */
  known(): Date | undefined;
  /** Undefined where it cannot be read. */
  read(deadline: number): Promise<Date | undefined>;
}

/**
 * When the CA's own certificate ends, which no certificate may outlive. It is in no setting of the function, since a CA
 * can be renewed; it is read when AWS Private CA has refused a validity, and believed for a while.
 */
export function authorityEnd(getCertificate: (deadline: number) => Promise<AwsOutput>, clock: Clock): AuthorityEnd {
  let last: { readonly end: Date; readonly readAt: number } | undefined;
  return {
    known() {
      const now = clock.now();
      // One that is over says nothing: the CA has been renewed since, or AWS Private CA says itself that it has expired.
      return last && now - last.readAt < BELIEVED_MS && now < last.end.getTime() ? last.end : undefined;
    },

    async read(deadline) {
      try {
        const { Certificate: pem } = await getCertificate(deadline);
        const end = parseCertificate(typeof pem === 'string' ? pem : '').notAfter;
        last = { end, readAt: clock.now() };
        return end;
      } catch {
        // What the CA said before is the better reason.
        return undefined;
      }
    },
  };
}
