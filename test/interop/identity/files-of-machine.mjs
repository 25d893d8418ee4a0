const ROLE = 'arn:aws:iam::000000000000:role/identity';
const UNTRUSTING = 'arn:aws:iam::000000000000:role/acme-iot-signer-role';

const keyLines = ({ AccessKeyId, SecretAccessKey, SessionToken }) =>
  [
    `aws_access_key_id = ${AccessKeyId}`,
    `aws_secret_access_key = ${SecretAccessKey}`,
    ...(SessionToken ? [`aws_session_token = ${SessionToken}`] : []),
  ].join('\n');

/** The two files with all profiles of the cases; `tool` is the path of a script that prints the keys of `tool`. */
export function filesOfMachine({ sessions, operator, toolFile, operatorFile }, { noDefault, defaultIs }) {
  const role = (name, ...more) =>
    `[profile ${name}]\nregion = us-east-1\nrole_arn = ${ROLE}\nrole_session_name = ${name}\n${more.join('\n')}\n`;
  const tool = `credential_process = sh '${toolFile}'`;
  const broken = `credential_process = sh -c 'echo the vault is locked >&2; exit 3'`;
  const config = [
    ...(defaultIs === 'broken' ? [`[default]\n${broken}\n`] : []),
    '[profile prod]\nregion = us-east-1\n',
    `[profile tool]\n${tool}\n`,
    `[profile broken]\n${broken}\n`,
    `[profile stale]\ncredential_process = echo '{"Version":1,"AccessKeyId":"AKIAEXAMPLE000000000","SecretAccessKey":"x","SessionToken":"x","Expiration":"2020-01-01T00:00:00Z"}'\n`,
    '[profile mute]\ncredential_process = true\n',
    '[profile no-program]\ncredential_process = certprov-test-nowhere --json\n',
    '[profile region-only]\nregion = us-east-1\n',
    `[profile operator-tool]\ncredential_process = sh '${operatorFile}'\n`,
    role('role', 'source_profile = operator'),
    role('role-of-itself', 'source_profile = role-of-itself'),
    role('role-and-keys', 'source_profile = operator'),
    role('role-by-tool', 'source_profile = operator-tool'),
    role('role-by-environment', 'credential_source = Environment'),
    role('role-by-container', 'credential_source = EcsContainer'),
    role('role-by-instance', 'credential_source = Ec2InstanceMetadata'),
    `[profile role-denied]\nrole_arn = ${UNTRUSTING}\nsource_profile = operator\n`,
    role('role-by-broken', 'source_profile = broken'),
    role('role-by-typo', 'source_profile = typo'),
    role('role-by-nobody'),
    role('role-by-empty', 'source_profile = region-only'),
    role('role-in-a-circle', 'source_profile = role-in-a-circle-too'),
    role('role-in-a-circle-too', 'source_profile = role-in-a-circle'),
    role('mfa', 'source_profile = operator', 'mfa_serial = arn:aws:iam::000000000000:mfa/phone'),
    `[profile keys-and-process]\n${tool}\n`,
    `[profile process-and-config-keys]\n${tool}\n${keyLines(sessions.prod)}\n`,
    '[profile half]\nregion = us-east-1\n',
    '[profile sso]\nsso_session = corp\nsso_account_id = 000000000000\nsso_role_name = R\n',
    '[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.invalid/start\n',
    '[profile login]\nlogin_session = arn:aws:iam::000000000000:user/somebody\n',
  ];
  const credentials = [
    ...(noDefault || defaultIs ? [] : [`[default]\n${keyLines(sessions.default)}\n`]),
    `[prod]\n${keyLines(sessions.prod)}\n`,
    `[operator]\n${keyLines(operator)}\n`,
    `[role-of-itself]\n${keyLines(operator)}\n`,
    `[role-and-keys]\n${keyLines(sessions.prod)}\n`,
    `[keys-and-process]\n${keyLines(sessions.prod)}\n`,
    '[half]\naws_access_key_id = AKIAEXAMPLE000000000\n',
  ];
  return { config: config.join('\n'), credentials: credentials.join('\n') };
}
