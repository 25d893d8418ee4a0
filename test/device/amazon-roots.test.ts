import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { expect, it } from 'vitest';

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/server-authentication.html */
const SERVER_ROOTS = ['Amazon Root CA 1', 'Amazon Root CA 2', 'Amazon Root CA 3', 'Amazon Root CA 4'];

it('Node.js brings the roots that vouch for AWS IoT, so that no file of them is needed', () => {
  const names = rootCertificates.map((pem) => /CN=(.*)/.exec(new X509Certificate(pem).subject)?.[1]);
  expect(names).toEqual(expect.arrayContaining(SERVER_ROOTS));
});
