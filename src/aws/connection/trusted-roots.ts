import { readFile } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import { CertprovError, EXIT } from '../../errors.ts';
import type { HostProfile } from '../credentials/host-profile.ts';

/**
 * Who vouches for AWS where the operator has said so, as the AWS CLI takes it: in place of the usual roots. What Node.js
 * was given with NODE_EXTRA_CA_CERTS stays beside it. Undefined: those that Node.js has.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html
 */
export async function trustedRoots(profile: HostProfile, env = process.env): Promise<string[] | undefined> {
  const fromVariable = env['AWS_CA_BUNDLE'];
  const path = fromVariable ?? profile.setting('ca_bundle');
  if (path === undefined) return undefined;
  const setBy = fromVariable ? 'AWS_CA_BUNDLE' : `ca_bundle of your AWS profile ${profile.name}`;
  const bundle = await readRoots(path, setBy);
  const extra = env['NODE_EXTRA_CA_CERTS'];
  // What Node.js itself could not read it has warned about.
  const more = extra ? await readFile(extra, 'utf8').catch(() => '') : '';
  return more === '' ? [bundle] : [bundle, more];
}

async function readRoots(path: string, setBy: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    // OpenSSL would take a file that it cannot read for an empty list of roots.
    return new X509Certificate(text).raw.length > 0 ? text : '';
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code?.startsWith('E')
      ? (cause as NodeJS.ErrnoException).code
      : 'no certificate in PEM';
    throw new CertprovError('FILE_UNREADABLE', `${path}, which ${setBy} names, cannot be used: ${why}`, {
      fix: `correct ${setBy}: a file with the root certificates in PEM`,
      exitCode: EXIT.usage,
      details: { path, setBy },
      cause,
    });
  }
}
