// AWS Private CA without an SDK: Signature Version 4 by hand.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

const { env } = process;
const endpoint = new URL(env.AWS_ENDPOINT_URL ?? `https://acm-pca.${env.AWS_REGION}.amazonaws.com`);
const transport = endpoint.protocol === 'https:' ? https : http;
const agent = new transport.Agent({ keepAlive: true });

/** Has the CA sign a CSR, and waits for the certificate. */
export async function signCsr(csrPem) {
  const { CertificateArn } = await call('IssueCertificate', {
    CertificateAuthorityArn: env.CA_ARN,
    Csr: Buffer.from(csrPem).toString('base64'),
    SigningAlgorithm: 'SHA256WITHECDSA',
    TemplateArn: 'arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1',
    Validity: { Type: 'DAYS', Value: 365 },
    IdempotencyToken: randomUUID(),
  });
  for (;;) {
    try {
      const { Certificate } = await call('GetCertificate', { CertificateAuthorityArn: env.CA_ARN, CertificateArn });
      return Certificate;
    } catch (error) {
      if (error.name !== 'RequestInProgressException') throw error;
      await sleep(100);
    }
  }
}

function call(operation, input) {
  const body = JSON.stringify(input);
  const headers = sign(`ACMPrivateCA.${operation}`, body);
  return new Promise((resolve, reject) => {
    const request = transport.request(endpoint, { method: 'POST', headers, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const answer = JSON.parse(Buffer.concat(chunks).toString());
        if (response.statusCode === 200) resolve(answer);
        else reject(Object.assign(new Error(answer.message), { name: answer['__type'] }));
      });
    });
    request.on('error', reject).end(body);
  });
}

function sign(target, body) {
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${env.AWS_REGION}/acm-pca/aws4_request`;
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    host: endpoint.host,
    'x-amz-date': time,
    'x-amz-security-token': env.AWS_SESSION_TOKEN,
    'x-amz-target': target,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce((secret, part) => hmac(secret, part), `AWS4${env.AWS_SECRET_ACCESS_KEY}`);
  const credential = `${env.AWS_ACCESS_KEY_ID}/${scope}`;
  const signature = hmac(key, text).toString('hex');
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
