// A device with AWS's own SDK, unchanged. Reads what it is from standard input (JSON), prints what became of it (JSON).
import { readFileSync } from 'node:fs';
import sdk from 'aws-iot-device-sdk-v2';

const { http, iot, iotidentity, mqtt } = sdk;
const { host, proxy, rootsPem, clientId, certificatePem, keyPem, csrPem, templateName, parameters, client, again } =
  JSON.parse(readFileSync(0, 'utf8'));
const PATIENCE_SECONDS = 30;

function connectionOf(identity) {
  const config = iot.AwsIotMqttConnectionConfigBuilder.new_mtls_builder(identity.certificatePem, identity.keyPem)
    .with_certificate_authority(rootsPem)
    .with_endpoint(host)
    .with_port(8883)
    .with_http_proxy_options(new http.HttpProxyOptions(proxy.host, proxy.port))
    .with_client_id(identity.clientId)
    .with_clean_session(true)
    .build();
  return new mqtt.MqttClient().new_connection(config);
}

/** The client with one call for question and answer. */
async function provisionByRequests(connection) {
  const identity = iotidentity.IotIdentityClientv2.newFromMqtt311(connection, {
    maxRequestResponseSubscriptions: 4,
    maxStreamingSubscriptions: 2,
    operationTimeoutInSeconds: PATIENCE_SECONDS,
  });
  try {
    const issued =
      csrPem === undefined
        ? await identity.createKeysAndCertificate({})
        : await identity.createCertificateFromCsr({ certificateSigningRequest: csrPem });
    const { certificateOwnershipToken } = issued;
    const registered = await identity.registerThing({ templateName, certificateOwnershipToken, parameters });
    return { issued, registered };
  } finally {
    identity.close();
  }
}

/** The client with subscriptions and publications, as most devices in the field have it. */
async function provisionByTopics(connection) {
  const identity = new iotidentity.IotIdentityClient(connection);
  const qos = mqtt.QoS.AtLeastOnce;
  const exchange = async (operation, request) => {
    let answer;
    const answered = new Promise((resolve, reject) => {
      answer = (error, response) =>
        error ? reject(error) : 'errorCode' in response ? reject(refusal(response)) : resolve(response);
    });
    for (const outcome of ['Accepted', 'Rejected'])
      await identity[`subscribeTo${operation}${outcome}`](request, qos, answer);
    await identity[`publish${operation}`](request, qos);
    return answered;
  };
  const issued =
    csrPem === undefined
      ? await exchange('CreateKeysAndCertificate', {})
      : await exchange('CreateCertificateFromCsr', { certificateSigningRequest: csrPem });
  const { certificateOwnershipToken } = issued;
  const registered = await exchange('RegisterThing', { templateName, certificateOwnershipToken, parameters });
  return { issued, registered };
}

const refusal = ({ statusCode, errorCode, errorMessage }) =>
  Object.assign(new Error(`${errorCode}: ${errorMessage}`), { statusCode, errorCode });

async function comeBack(issued, registered) {
  const connection = connectionOf({
    certificatePem: issued.certificatePem,
    keyPem: issued.privateKey ?? again.keyPem,
    clientId: registered.thingName ?? clientId,
  });
  await connection.connect();
  await connection.disconnect();
}

async function run() {
  const connection = connectionOf({ certificatePem, keyPem, clientId });
  await connection.connect();
  const provision = client === 'topics' ? provisionByTopics : provisionByRequests;
  const { issued, registered } = await provision(connection);
  await connection.disconnect();
  await comeBack(issued, registered);
  const { certificateId, certificatePem: issuedPem } = issued;
  return { certificateId, certificatePem: issuedPem, ...registered, cameBack: true };
}

try {
  process.stdout.write(JSON.stringify(await run()));
  process.exit(0);
} catch (error) {
  const { modeledError } = error;
  process.stdout.write(
    JSON.stringify({
      error: String(error),
      ...modeledError,
      statusCode: modeledError?.statusCode ?? error.statusCode,
    }),
  );
  process.exit(1);
}
