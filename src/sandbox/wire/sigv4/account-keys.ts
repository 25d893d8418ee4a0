import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CertprovError } from '../../../errors.ts';
import type { Caller, SessionCredentials } from '../../service.ts';
import { isErrno, writeFileAtomically } from '../../state/write-file-atomically.ts';

/** Who a temporary key stands for. All of it travels in the session token, so that any process can check it. */
interface SessionClaims {
  readonly roleName: string;
  readonly roleId: string;
  readonly sessionName: string;
  readonly arn: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface KnownKey {
  readonly caller: Caller;
  readonly secretAccessKey: string;
  readonly expiresAt: number | undefined;
}

interface KeyFile {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Signs session tokens. */
  readonly sessionKey: string;
}

/** The sandbox account's access keys: the operator's, and those of role sessions. */
export class AccountKeys {
  readonly operator: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly #sessionKey: Buffer;
  readonly #operatorCaller: Caller;

  constructor(folder: string, account: string) {
    const { accessKeyId, secretAccessKey, sessionKey } = readOrMake(join(folder, 'credentials.json'));
    this.operator = { accessKeyId, secretAccessKey };
    this.#sessionKey = Buffer.from(sessionKey, 'base64');
    this.#operatorCaller = {
      kind: 'operator',
      arn: `arn:aws:iam::${account}:user/operator`,
      userId: 'AIDASANDBOXOPERATOR00',
    };
  }

  issueSession(claims: SessionClaims): SessionCredentials {
    const accessKeyId = `ASIA${base32(16)}`;
    const payload = Buffer.from(JSON.stringify({ ...claims, accessKeyId })).toString('base64url');
    return {
      accessKeyId,
      secretAccessKey: this.#secretOf(accessKeyId),
      sessionToken: `${payload}.${this.#mac(payload).toString('base64url')}`,
    };
  }

  /** Undefined: no such key, or a session token that is not this account's. */
  find(accessKeyId: string, sessionToken: string | undefined): KnownKey | undefined {
    if (accessKeyId === this.operator.accessKeyId) {
      return sessionToken === undefined
        ? { caller: this.#operatorCaller, secretAccessKey: this.operator.secretAccessKey, expiresAt: undefined }
        : undefined;
    }
    const claims = this.#openToken(sessionToken);
    if (claims?.accessKeyId !== accessKeyId) return undefined;
    return {
      caller: {
        kind: 'role-session',
        arn: claims.arn,
        userId: `${claims.roleId}:${claims.sessionName}`,
        roleName: claims.roleName,
      },
      secretAccessKey: this.#secretOf(accessKeyId),
      expiresAt: claims.expiresAt,
    };
  }

  #openToken(token = ''): (SessionClaims & { readonly accessKeyId: string }) | undefined {
    const [payload = '', mac = ''] = token.split('.');
    const [expected, given] = [this.#mac(payload), Buffer.from(mac, 'base64url')];
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as SessionClaims & { accessKeyId: string };
  }

  #secretOf(accessKeyId: string): string {
    return this.#mac(`secret access key of ${accessKeyId}`).toString('base64').slice(0, 40);
  }

  #mac(text: string): Buffer {
    return createHmac('sha256', this.#sessionKey).update(text).digest();
  }
}

function readOrMake(path: string): KeyFile {
  const made: KeyFile = {
    accessKeyId: `AKIA${base32(16)}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionKey: randomBytes(32).toString('base64'),
  };
  // Linked into place: of two first starts at once, the second takes the first one's keys.
  const own = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    return read(path) ?? make();
  } catch (error) {
    throw new CertprovError('FILE_UNREADABLE', `the sandbox account's keys cannot be read: ${path}`, {
      fix: `remove ${path}`,
      cause: error,
    });
  }

  function make(): KeyFile {
    writeFileAtomically(own, JSON.stringify(made));
    try {
      linkSync(own, path);
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
    } finally {
      rmSync(own, { force: true });
    }
    return read(path)!;
  }
}

function read(path: string): KeyFile | undefined {
  try {
    const keys = JSON.parse(readFileSync(path, 'utf8')) as KeyFile;
    if (!keys.accessKeyId || !keys.secretAccessKey || !keys.sessionKey) throw new Error('it is incomplete');
    return keys;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Letters and digits of an access key id. */
export function base32(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(randomBytes(length), (byte) => alphabet[byte & 31]).join('');
}
