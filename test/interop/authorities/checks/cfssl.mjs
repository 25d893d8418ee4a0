import { equal, match } from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { requestJson } from '../../support/request.mjs';
import { checkIssuing } from './check-issuing.mjs';

export async function checkCfssl({ scenarios, server, requests, folder }) {
  const { signUrl, profile, authSignUrl, authProfile, authKey, root } = server;
  const sign = ({ csr }) => requestJson(signUrl, { body: { certificate_request: csr, profile } });
  const authSign = ({ csr }, key) => {
    const request = Buffer.from(JSON.stringify({ certificate_request: csr, profile: authProfile }));
    const token = createHmac('sha256', Buffer.from(key, 'hex')).update(request).digest('base64');
    return requestJson(authSignUrl, { body: { token, request: request.toString('base64') } });
  };
  // Its string types are others than openssl's.
  const check = (how, issue) =>
    checkIssuing({ scenarios, requests, folder }, { how: `cfssl, ${how},`, issue, root, subject: 'text' });
  await check('for everybody', async (request) => certificateOf(await sign(request)));
  await check('for the holder of its key', async (request) => certificateOf(await authSign(request, authKey)));

  await scenarios.run('cfssl refuses a CSR that was changed', async () => {
    const { status, body } = await sign(requests.tampered);
    equal(status, 400);
    match(body.errors[0].message, /verification failure/);
  });
  await scenarios.run('cfssl refuses a token of another key, and no token', async () => {
    const [device] = requests.good;
    const another = await authSign(device, randomBytes(32).toString('hex'));
    const none = await requestJson(signUrl, { body: { certificate_request: device.csr, profile: authProfile } });
    for (const { status, body } of [another, none]) equal(status, 400, JSON.stringify(body));
  });
}

function certificateOf({ status, body }) {
  equal(status, 200, JSON.stringify(body));
  return body.result.certificate;
}
