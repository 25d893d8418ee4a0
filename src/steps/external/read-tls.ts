import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { TlsIdentity } from '../../authority/secret-documents.ts';
import { readPemBlocks } from '../../csr/pem.ts';
import { usageInvalid } from '../../errors.ts';
import { assertMembers, textMember, type Members } from './credentials-file.ts';

/** Certificates in PEM, one or more: roots by which a server is trusted. */
export function assertRoots(pem: string, where: string): string {
  const { blocks } = readPemBlocks(pem);
  if (blocks.length === 0 || blocks.some(({ label }) => label !== 'CERTIFICATE')) {
    throw usageInvalid(`${where} does not hold certificates in PEM, and nothing else`);
  }
  return pem;
}

/** A client certificate and its key, which must belong together. */
export function assertIdentity(identity: TlsIdentity, where: string): TlsIdentity {
  const { certificatePem, privateKeyPem } = identity;
  let belongs: boolean;
  try {
    belongs = new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(privateKeyPem));
  } catch (cause) {
    // The cause is OpenSSL's: it names what it could not read, and shows nothing of it.
    throw Object.assign(
      usageInvalid(
        `${where}: the certificate or the private key cannot be read`,
        'both are PEM, and the key is not encrypted: openssl pkey -in encrypted.key -out ra.key',
      ),
      { cause },
    );
  }
  if (!belongs) throw usageInvalid(`${where}: the private key does not belong to the certificate`);
  return identity;
}

/** `{"certificate": PEM, "privateKey": PEM}`, each also as a file. */
export function identityOf(members: Members, where: string): TlsIdentity {
  assertMembers(members, ['certificate', 'privateKey'], where);
  return assertIdentity(
    {
      certificatePem: textMember(members, 'certificate', where),
      privateKeyPem: textMember(members, 'privateKey', where),
    },
    where,
  );
}
