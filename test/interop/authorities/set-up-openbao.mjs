const MOUNT = 'pki_devices';
const ROLE = 'iot';
const CALLER = 'certprov-signer';
const TEN_YEARS = '87600h';
const P256 = { key_type: 'ec', key_bits: 256 };
/** No more than signing takes. */
const POLICY = `
path "${MOUNT}/sign-verbatim/${ROLE}" { capabilities = ["update"] }
path "${MOUNT}/ca_chain" { capabilities = ["read"] }
path "${MOUNT}/ca/pem" { capabilities = ["read"] }
`;

/** A CA for devices below a root, the role it signs under, and an AppRole that may do just that. */
export async function setUpOpenBao(call) {
  const engine = { type: 'pki', config: { max_lease_ttl: TEN_YEARS } };
  await call('POST', 'sys/mounts/pki_root', engine);
  await call('POST', `sys/mounts/${MOUNT}`, engine);
  const name = { common_name: 'openbao-root', ttl: TEN_YEARS };
  const root = await call('POST', 'pki_root/root/generate/internal', { ...P256, ...name });
  const issuerName = { ...P256, common_name: 'openbao-issuer' };
  const { data: request } = await call('POST', `${MOUNT}/intermediate/generate/internal`, issuerName);
  const toSign = { csr: request.csr, common_name: 'openbao-issuer', ttl: '43800h' };
  const { data: issuer } = await call('POST', 'pki_root/root/sign-intermediate', toSign);
  const chain = { certificate: `${issuer.certificate}\n${root.data.certificate}` };
  await call('POST', `${MOUNT}/intermediate/set-signed`, chain);
  const role = { ttl: '8760h', max_ttl: '17520h', no_store: true, not_before_duration: '30s' };
  await call('POST', `${MOUNT}/roles/${ROLE}`, { ...role, allow_any_name: true, key_type: 'any' });

  await call('PUT', `sys/policies/acl/${CALLER}`, { policy: POLICY });
  await call('POST', 'sys/auth/approle', { type: 'approle' });
  const caller = { token_policies: [CALLER], token_no_default_policy: true, token_ttl: '1h', token_max_ttl: '4h' };
  await call('POST', `auth/approle/role/${CALLER}`, caller);
  const { data: id } = await call('GET', `auth/approle/role/${CALLER}/role-id`);
  const { data: secret } = await call('POST', `auth/approle/role/${CALLER}/secret-id`);
  return {
    mount: MOUNT,
    role: ROLE,
    roleId: id.role_id,
    secretId: secret.secret_id,
    issuer: `${issuer.certificate}\n`,
    root: `${root.data.certificate}\n`,
  };
}
