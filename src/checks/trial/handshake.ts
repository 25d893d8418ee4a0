/**
 * How a TLS server that trusts the linked CA alone took a client with the certificate and its key. Held by whoever has
 * the key, and handed in.
 */
export type Handshake =
  /** The chain was verified, and the signature of the key over the handshake with it. */
  | { readonly kind: 'accepted'; readonly protocol: string }
  /** The server verified the chain and would not have it; `reason` as Node.js names OpenSSL's error. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** There was no handshake, since one side could not load what it was given; `what` says which, `reason` is a code. */
  | { readonly kind: 'broken'; readonly what: string; readonly reason: string }
  /** Nothing was tried, or nothing came of it, for a reason that says nothing about the certificate. */
  | { readonly kind: 'not-held'; readonly reason: string };
