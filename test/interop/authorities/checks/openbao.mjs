import { deepEqual, equal, match } from 'node:assert/strict';
import { requestJson } from '../../support/request.mjs';
import { checkIssuing } from './check-issuing.mjs';

export async function checkOpenBao({ scenarios, server, requests, folder }) {
  const call = (path, { token, namespace, body, method = 'POST' }) => {
    const headers = {
      ...(token === undefined ? {} : { 'x-vault-token': token }),
      ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
    };
    return requestJson(`${server.address}/v1/${path}`, { method, headers, body, ca: server.tlsRoot });
  };
  const logIn = ({ namespace, roleId, secretId }) =>
    call('auth/approle/login', { namespace, body: { role_id: roleId, secret_id: secretId } });
  const tokenOf = async (tenant) => (await logIn(tenant)).body.auth.client_token;
  const sign = ({ mount, role, namespace }, token, csr) =>
    call(`${mount}/sign-verbatim/${role}`, { token, namespace, body: { csr, ext_key_usage: ['ClientAuth'] } });

  for (const [place, tenant] of [
    ['at the top', server],
    ['in a namespace', server.namespaced],
  ]) {
    const { root, issuer } = tenant;
    const issue = async ({ csr }) => certificateOf(await sign(tenant, await tokenOf(tenant), csr));
    const expected = { root, issuer, subject: 'exact' };
    await checkIssuing({ scenarios, requests, folder }, { how: `openbao, ${place},`, issue, ...expected });
  }
  await scenarios.run('openbao refuses a CSR that was changed', async () => {
    const { status, body } = await sign(server, await tokenOf(server), requests.tampered.csr);
    equal(status, 400, JSON.stringify(body));
  });
  const [{ csr }] = requests.good;
  await scenarios.run('openbao refuses wrong secrets, wrong tokens and the tokens of another namespace', async () => {
    equal((await logIn({ ...server, secretId: '11111111-2222-3333-4444-555555555555' })).status, 400);
    for (const token of [undefined, 's.wrong', await tokenOf(server.namespaced)]) {
      const { status, body } = await sign(server, token, csr);
      equal(status, 403);
      match(body.errors.join(' '), /permission denied/);
    }
  });
  await scenarios.run('openbao lets its caller sign and nothing else', async () => {
    const token = await tokenOf(server);
    const { mount, role } = server;
    const paths = [`${mount}/sign/${role}`, `${mount}/sign-verbatim/other`, `${mount}/root/generate/internal`];
    for (const path of paths) equal((await call(path, { token, body: { csr } })).status, 403);
  });
  await scenarios.run('openbao signs nothing while it is sealed', async () => {
    const token = await tokenOf(server);
    await server.seal();
    const { status, body } = await sign(server, token, csr);
    deepEqual([status, body], [503, { errors: ['Vault is sealed'] }]);
    await server.unseal();
    equal((await sign(server, token, csr)).status, 200);
  });
}

function certificateOf({ status, body }) {
  equal(status, 200, JSON.stringify(body));
  return `${body.data.certificate}\n`;
}
