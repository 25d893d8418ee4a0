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

const TEMPLATE = 'acme-sensors';
const CLAIM_POLICY = 'AcmeClaimPolicy';
const PLACE = '000000000000/us-east-1';

/** AWS's own device SDK, unchanged, meets the sandbox's broker: what it can do there, it can do on AWS. */
export async function runDeviceSdk(scenarios, { executable, report }) {
  const run = await installDevice(report);
  const account = await serveAccount(executable);
  const iot = clientOf(account.env);
  const device = async (name, settings) =>
    run({
      ...account.broker,
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

    await scenarios.run(
      'a device is refused with a code when its token is used for a template that is not there',
      async () => {
        const key = await deviceKey(account, 'nowhere');
        const answer = await device('nowhere', { ...claim, ...key, client: 'topics', templateName: 'acme-nowhere' });
        ok(answer.statusCode >= 400, JSON.stringify(answer));
        equal(answer.cameBack, undefined);
      },
    );

    await scenarios.run('after init, the same device gets its certificate from the linked CA', async () => {
      const before = await device('before', { ...claim, ...(await deviceKey(account, 'before')), client: 'requests' });
      equal((await account.certprov(['init', '--yes', '--confirm', PLACE, '--json'])).exitCode, 0);
      const after = await device('after', { ...claim, ...(await deviceKey(account, 'after')), client: 'requests' });
      equal(after.error, undefined);
      ok(after.cameBack);
      notEqual(await issuerOf(after.certificatePem), await issuerOf(before.certificatePem));
      match(await issuerOf(after.certificatePem), /Acme Device CA/);
      equal((await account.certprov(['rollback', '--yes', '--json'])).exitCode, 0);
    });
  } finally {
    iot.destroy();
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
