import { AuthorityError } from '../authority-error.ts';
import type { Clock } from '../clock.ts';

export interface VaultToken {
  readonly value: string;
  /** 0 for one that does not end. */
  readonly leaseSeconds: number;
}

interface VaultLogin {
  readonly logIn: (deadline: number) => Promise<VaultToken>;
  /** The credentials may have been rotated. */
  readonly forget: () => void;
  readonly clock: Clock;
}

/** Runs `use` with a client token, until a time in epoch milliseconds. */
type VaultSession = <T>(deadline: number, use: (token: string) => Promise<T>) => Promise<T>;

/** Early enough that no token ends between here and Vault, late enough that most requests cost no login. */
const USED_SHARE = 0.8;

/** Vault says 403 for a token that ended or was revoked, and for what the token may not do. */
const REFUSED: readonly string[] = ['AUTHORITY_ACCESS_DENIED', 'AUTHORITY_CREDENTIALS_REFUSED'];

/**
 * Keeps the token as long as the environment lives, up to 80 % of its lease. When Vault refuses it, or the credentials
 * that it is to be had for, there is one new login: somebody may have revoked the one or rotated the other.
 */
export function vaultSession({ logIn, forget, clock }: VaultLogin): VaultSession {
  let known: { readonly value: string; readonly until: number } | undefined;

  async function token(deadline: number): Promise<string> {
    if (known && clock.now() < known.until) return known.value;
    const asked = clock.now();
    const { value, leaseSeconds } = await logIn(deadline);
    known = { value, until: leaseSeconds === 0 ? Infinity : asked + leaseSeconds * 1000 * USED_SHARE };
    return value;
  }

  async function attempt<T>(deadline: number, use: (token: string) => Promise<T>): Promise<T> {
    try {
      return await use(await token(deadline));
    } catch (error) {
      if (isRefusal(error)) {
        known = undefined;
        forget();
      }
      throw error;
    }
  }

  return (deadline, use) =>
    attempt(deadline, use).catch((error: unknown) => {
      if (isRefusal(error)) return attempt(deadline, use);
      throw error;
    });
}

const isRefusal = (error: unknown): boolean => error instanceof AuthorityError && REFUSED.includes(error.code);
