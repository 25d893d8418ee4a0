import { equal, match, notEqual, ok } from 'node:assert/strict';
import {
  AttachPolicyCommand,
  CreateKeysAndCertificateCommand,
  CreateProvisioningClaimCommand,
  DescribeCertificateCommand,
  IoTClient,
  ListThingPrincipalsCommand,
} from '@aws-sdk/client-iot';
import { publicKeyOf } from '../support/openssl.mjs';
import { runProgram } from '../support/run-program.mjs';
import { serveAccount } from '../support/served-account.mjs';
import { deviceKey, installDevice } from './device.mjs';
import { startNameService } from './name-service.mjs';

const TEMPLATE = 'acme-sensors';
const CLAIM_POLICY = 'AcmeClaimPolicy';
const PLACE = '000000000000/us-east-1';

/** AWS's own device SDK, unchanged, meets the sandbox's broker: what it can do there, it can do on AWS. */
export async function runDeviceSdk(scenarios, { executable, report }) {
  const run = await installDevice(report);
  const account = await serveAccount(executable);
  const names = await startNameService(account.broker);
  const iot = clientOf(account.env);
  const device = async (name, settings) =>
    run({
      host: account.broker.servername,
      rootsPem: account.broker.rootsPem,
      proxy: names.proxy,
      clientId: name,
      templateName: TEMPLATE,
      parameters: { SerialNumber: name },
      ...settings,
    });
  try {
    const claim = await fleetClaim(iot);

    for (const client of ['topics', 'requests']) {
      await scenarios.run(`a device comes in by claim and comes back as itself (${client})`, async () => {
        const name = `claim-${client}`;
        const key = await deviceKey(account, name);
        const answer = await device(name, { ...claim, ...key, client });
        equal(answer.error, undefined);
        equal(answer.thingName, name);
        ok(answer.cameBack);
        equal(await publicKeyOf('x509', answer.certificatePem), await publicKeyOf('req', key.csrPem));
        await isRegistered(iot, name, answer.certificateId);
      });

      await scenarios.run(`a device comes in by a trusted user and comes back as itself (${client})`, async () => {
        const name = `trusted-${client}`;
        const key = await deviceKey(account, name);
        const answer = await device(name, { ...(await trustedClaim(iot)), ...key, client });
        equal(answer.error, undefined);
        ok(answer.cameBack);
        await isRegistered(iot, name, answer.certificateId);
      });
    }

    await scenarios.run('a device has AWS make its key', async () => {
      const answer = await device('keys', { ...(await trustedClaim(iot)), client: 'requests' });
      equal(answer.error, undefined);
      ok(answer.cameBack);
      await isRegistered(iot, 'keys', answer.certificateId);
    });

    await scenarios.run('a device is told why it is refused: a parameter is missing', async () => {
      const key = await deviceKey(account, 'nameless');
      const answer = await device('nameless', { ...claim, ...key, client: 'topics', parameters: {} });
      equal(answer.statusCode, 400, JSON.stringify(answer));
      equal(answer.cameBack, undefined);
    });

    await scenarios.run('after init, the same device gets its certificate from the linked CA', async () => {
      const before = await device('before', { ...claim, ...(await deviceKey(account, 'before')), client: 'requests' });
      const init = await account.certprov(['init', '--yes', '--confirm', PLACE, '--json']);
      equal(init.exitCode, 0, init.stderr);
      const after = await device('after', { ...claim, ...(await deviceKey(account, 'after')), client: 'requests' });
      equal(after.error, undefined);
      ok(after.cameBack);
      notEqual(await issuerOf(after.certificatePem), await issuerOf(before.certificatePem));
      match(await issuerOf(after.certificatePem), /Acme Device CA/);
      equal((await account.certprov(['rollback', '--yes', '--json'])).exitCode, 0);
    });
  } finally {
    iot.destroy();
    await names.close();
    await account.close();
  }
}

const clientOf = (env) =>
  new IoTClient({
    endpoint: env['AWS_ENDPOINT_URL'],
    region: env['AWS_REGION'],
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID'], secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] },
  });

/** One for a whole fleet, with the policy that AWS's page asks for. */
async function fleetClaim(iot) {
  const { certificateArn, certificatePem, keyPair } = await iot.send(
    new CreateKeysAndCertificateCommand({ setAsActive: true }),
  );
  await iot.send(new AttachPolicyCommand({ policyName: CLAIM_POLICY, target: certificateArn }));
  return { certificatePem, keyPem: keyPair.PrivateKey };
}

async function trustedClaim(iot) {
  const { certificatePem, keyPair } = await iot.send(new CreateProvisioningClaimCommand({ templateName: TEMPLATE }));
  return { certificatePem, keyPem: keyPair.PrivateKey };
}

async function isRegistered(iot, thingName, certificateId) {
  const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
  equal(certificateDescription.status, 'ACTIVE');
  const { principals } = await iot.send(new ListThingPrincipalsCommand({ thingName }));
  equal(principals.join(), certificateDescription.certificateArn);
}

async function issuerOf(certificatePem) {
  const { stdout } = await runProgram('openssl', ['x509', '-noout', '-issuer'], { input: certificatePem });
  return stdout.trim();
}
