// @peculiar/x509 asks for it to be loaded first.
// oxlint-disable-next-line import/no-unassigned-import -- it has no exports
import 'reflect-metadata';
import { deepEqual, equal, ok } from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { exactSubject, openssl, publicKeyOf, verifyClientCertificate } from './openssl.mjs';

const SUBJECT_ALT_NAME = '2.5.29.17';

/** As a strict TLS server does. Of every judge's evidence, `chain` is the issuer first and the root last. */
export async function judgeByOpenssl({ csr, certificate, chain, files }) {
  await verifyClientCertificate(files);
  equal(await exactSubject('x509', certificate), await exactSubject('req', csr));
  equal(await publicKeyOf('x509', certificate), await publicKeyOf('req', csr));
  const issuer = await openssl(['x509', '-noout', '-subject_hash'], chain[0]);
  equal(await openssl(['x509', '-noout', '-issuer_hash'], certificate), issuer);
}

/** By another X.509 library, extension by extension. */
export async function judgeByPeculiar({ csr, certificate, chain, maxDays }) {
  const request = new x509.Pkcs10CertificateRequest(csr);
  const leaf = new x509.X509Certificate(certificate);
  const [issuer, ...above] = chain.map((pem) => new x509.X509Certificate(pem));
  ok(await request.verify(), 'the CSR verifies');
  ok(await leaf.verify({ publicKey: issuer.publicKey }), 'the issuer signed it, and it is valid now');
  equal(hex(leaf.subjectName.toArrayBuffer()), hex(request.subjectName.toArrayBuffer()));
  equal(hex(leaf.publicKey.rawData), hex(request.publicKey.rawData));
  equal(leaf.getExtension(x509.BasicConstraintsExtension).ca, false);
  const usage = leaf.getExtension(x509.KeyUsagesExtension).usages;
  ok(usage & x509.KeyUsageFlags.digitalSignature, 'digitalSignature');
  equal(usage & (x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign), 0);
  deepEqual([...leaf.getExtension(x509.ExtendedKeyUsageExtension).usages], [x509.ExtendedKeyUsage.clientAuth]);
  const issuerKey = issuer.getExtension(x509.SubjectKeyIdentifierExtension).keyId;
  equal(leaf.getExtension(x509.AuthorityKeyIdentifierExtension).keyId, issuerKey);
  const names = (of) => of?.names.toJSON() ?? [];
  deepEqual(names(leaf.getExtension(SUBJECT_ALT_NAME)), names(request.getExtension(SUBJECT_ALT_NAME)));
  ok(leaf.notAfter <= issuer.notAfter, 'it ends before its CA');
  ok(leaf.notAfter - leaf.notBefore <= (maxDays * 24 + 2) * 3_600_000, `it is valid for ${maxDays} days at most`);
  const built = await new x509.X509ChainBuilder({ certificates: [issuer, ...above] }).build(leaf);
  equal(built.length, chain.length + 1);
  ok(await built.at(-1).isSelfSigned(), 'the chain ends at a root');
}

/** A server that trusts the root alone lets the device in, with its own key and the certificates below the root. */
export async function judgeByHandshake({ key, certificate, chain, server }) {
  const listener = createServer({ ...server, requestCert: true, rejectUnauthorized: true, ca: chain.at(-1) });
  listener.on('secureConnection', (socket) => socket.end(`welcome ${socket.authorized}`));
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  try {
    const device = connect({
      port: listener.address().port,
      host: '127.0.0.1',
      key,
      cert: [certificate, ...chain.slice(0, -1)].map((pem) => pem.trimEnd()).join('\n'),
      ca: server.cert,
      checkServerIdentity: () => undefined,
    });
    let heard = '';
    for await (const chunk of device) heard += chunk;
    equal(heard, 'welcome true');
  } finally {
    listener.close();
  }
}

const hex = (bytes) => Buffer.from(bytes).toString('hex');
