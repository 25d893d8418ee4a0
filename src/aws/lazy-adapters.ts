import type { Connection } from './connection/connection.ts';
import type { AwsReader, AwsWriter, FunctionInvoker } from './ports/ports.ts';

/**
 * The SDK takes about as long to load as everything else of a command, so a service's client is loaded when it is first
 * called. Each adapter is a module of its own that names the commands it uses: that keeps the rest out of the bundle.
 */
export function loadersOver(connection: Connection) {
  return {
    sts: once(() => import('./sts.ts')),
    iamReader: once(async () => (await import('./iam-reader.ts')).iamReader(connection)),
    policySimulator: once(async () => (await import('./policy-simulator.ts')).policySimulator(connection)),
    iamWriter: once(async () => (await import('./iam-writer.ts')).iamWriter(connection)),
    iotReader: once(async () => (await import('./iot-reader.ts')).iotReader(connection)),
    iotWriter: once(async () => (await import('./iot-writer.ts')).iotWriter(connection)),
    deviceReader: once(async () => (await import('./device-reader.ts')).deviceReader(connection)),
    fleetReader: once(async () => (await import('./fleet-reader.ts')).fleetReader(connection)),
    deviceWriter: once(async () => (await import('./device-writer.ts')).deviceWriter(connection)),
    lambdaReader: once(async () => (await import('./lambda-reader.ts')).lambdaReader(connection)),
    lambdaWriter: once(async () => (await import('./lambda-writer.ts')).lambdaWriter(connection)),
    lambdaInvoker: once(async () => (await import('./lambda-invoker.ts')).lambdaInvoker(connection)),
    acmPca: once(async () => (await import('./acm-pca.ts')).acmPcaReader(connection)),
    cloudwatch: once(async () => (await import('./cloudwatch.ts')).cloudwatchReader(connection)),
    cloudTrail: once(async () => (await import('./cloudtrail.ts')).cloudTrailReader(connection)),
    logGroupReader: once(async () => (await import('./log-groups.ts')).logGroupReader(connection)),
    logGroupWriter: once(async () => (await import('./log-groups.ts')).logGroupWriter(connection)),
    kmsReader: once(async () => (await import('./kms-reader.ts')).kmsReader(connection)),
    kmsWriter: once(async () => (await import('./kms-writer.ts')).kmsWriter(connection)),
    networkReader: once(async () => (await import('./ec2/network-reader.ts')).networkReader(connection)),
    secretsReader: once(async () => (await import('./secrets-reader.ts')).secretsReader(connection)),
    secretsWriter: once(async () => (await import('./secrets-writer.ts')).secretsWriter(connection)),
  };
}

export type Loaders = ReturnType<typeof loadersOver>;

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}

export function awsReader(region: string, load: Loaders, callerIdentity: AwsReader['callerIdentity']): AwsReader {
  return {
    region,
    callerIdentity,

    listFunctions: () => lazily(async () => (await load.lambdaReader()).listFunctions()),
    describeFunction: async (nameOrArn) => (await load.lambdaReader()).describeFunction(nameOrArn),
    functionPolicy: async (nameOrArn) => (await load.lambdaReader()).functionPolicy(nameOrArn),
    describeLogGroup: async (name) => (await load.logGroupReader()).describeLogGroup(name),
    functionCodeSigning: async (nameOrArn) => (await load.lambdaReader()).functionCodeSigning(nameOrArn),
    concurrencyLimits: async () => (await load.lambdaReader()).concurrencyLimits(),

    listCertificateAuthorities: () => lazily(async () => (await load.acmPca()).listCertificateAuthorities()),
    describeCertificateAuthority: async (arn) => (await load.acmPca()).describeCertificateAuthority(arn),
    certificateAuthorityCertificate: async (arn) => (await load.acmPca()).certificateAuthorityCertificate(arn),

    listSigningKeys: () => lazily(async () => (await load.kmsReader()).listSigningKeys()),
    describeKey: async (key) => (await load.kmsReader()).describeKey(key),
    keyTags: async (keyArn) => (await load.kmsReader()).keyTags(keyArn),
    publicKeyOf: async (key) => (await load.kmsReader()).publicKeyOf(key),

    listSecrets: (prefix) => lazily(async () => (await load.secretsReader()).listSecrets(prefix)),
    describeSecret: async (name) => (await load.secretsReader()).describeSecret(name),

    certificateProviderNames: async () => (await load.iotReader()).certificateProviderNames(),
    listCertificateProviders: async () => (await load.iotReader()).listCertificateProviders(),
    describeCertificateProvider: async (name) => (await load.iotReader()).describeCertificateProvider(name),
    listTags: async (arn) => (await load.iotReader()).listTags(arn),
    listProvisioningTemplates: () => lazily(async () => (await load.iotReader()).listProvisioningTemplates()),
    iotEncryption: async () => (await load.iotReader()).iotEncryption(),
    signingMetrics: async (days) => (await load.cloudwatch()).signingMetrics(days),

    describeEndpoint: async () => (await load.deviceReader()).describeEndpoint(),
    describeProvisioningTemplate: async (name) => (await load.deviceReader()).describeProvisioningTemplate(name),
    describeCertificate: async (id) => (await load.deviceReader()).describeCertificate(id),

    listPolicies: () => lazily(async () => (await load.fleetReader()).listPolicies()),
    policyDocument: async (name) => (await load.fleetReader()).policyDocument(name),
    policyTargets: async (name) => (await load.fleetReader()).policyTargets(name),
    listAttachedPolicies: async (target) => (await load.fleetReader()).listAttachedPolicies(target),
    listCaCertificates: () => lazily(async () => (await load.fleetReader()).listCaCertificates()),
    describeCaCertificate: async (id) => (await load.fleetReader()).describeCaCertificate(id),
    newestCertificates: async () => (await load.fleetReader()).newestCertificates(),
    httpSignings: (since) => lazily(async () => (await load.cloudTrail()).httpSignings(since)),
    onboardingMetrics: async (days) => (await load.cloudwatch()).onboardingMetrics(days),

    listSubnets: async (ids) => (await load.networkReader()).listSubnets(ids),
    listSecurityGroups: async (ids) => (await load.networkReader()).listSecurityGroups(ids),
    routeTablesOf: async (vpcId) => (await load.networkReader()).routeTablesOf(vpcId),
    vpcEndpointsOf: async (vpcId) => (await load.networkReader()).vpcEndpointsOf(vpcId),
    functionInterfaces: async (subnetIds) => (await load.networkReader()).functionInterfaces(subnetIds),

    describeRole: async (name) => (await load.iamReader()).describeRole(name),
    rolePolicy: async (name, policyName) => (await load.iamReader()).rolePolicy(name, policyName),
    listRolePolicies: async (name) => (await load.iamReader()).listRolePolicies(name),
    simulate: async (input) => (await load.policySimulator()).simulate(input),
  };
}

async function* lazily<T>(list: () => Promise<AsyncIterable<T>>): AsyncGenerator<T, void> {
  yield* await list();
}

export function awsWriter(reader: AwsReader, load: Loaders): AwsWriter {
  return {
    ...reader,
    createRole: async (input) => (await load.iamWriter()).createRole(input),
    deleteRole: async (name) => (await load.iamWriter()).deleteRole(name),
    putRolePolicy: async (name, policyName, policy) => (await load.iamWriter()).putRolePolicy(name, policyName, policy),
    deleteRolePolicy: async (name, policyName) => (await load.iamWriter()).deleteRolePolicy(name, policyName),

    createLogGroup: async (input) => (await load.logGroupWriter()).createLogGroup(input),
    putLogRetention: async (name, days) => (await load.logGroupWriter()).putLogRetention(name, days),
    deleteLogGroup: async (name) => (await load.logGroupWriter()).deleteLogGroup(name),

    createFunction: async (input) => (await load.lambdaWriter()).createFunction(input),
    deleteFunction: async (name) => (await load.lambdaWriter()).deleteFunction(name),
    addPermission: async (input) => (await load.lambdaWriter()).addPermission(input),
    removePermission: async (name, statementId) => (await load.lambdaWriter()).removePermission(name, statementId),

    createKey: async (input) => (await load.kmsWriter()).createKey(input),
    createAlias: async (alias, keyId) => (await load.kmsWriter()).createAlias(alias, keyId),
    deleteAlias: async (alias) => (await load.kmsWriter()).deleteAlias(alias),
    signDigest: async (keyArn, digest, algorithm) => (await load.kmsWriter()).signDigest(keyArn, digest, algorithm),
    scheduleKeyDeletion: async (keyArn, days) => (await load.kmsWriter()).scheduleKeyDeletion(keyArn, days),

    createSecret: async (input) => (await load.secretsWriter()).createSecret(input),
    putSecretValue: async (name, value) => (await load.secretsWriter()).putSecretValue(name, value),
    deleteSecret: async (name, recoveryDays) => (await load.secretsWriter()).deleteSecret(name, recoveryDays),

    createCertificateProvider: async (input) => (await load.iotWriter()).createCertificateProvider(input),
    tagIotResource: async (arn, tags) => (await load.iotWriter()).tagIotResource(arn, tags),
    deleteCertificateProvider: async (name) => (await load.iotWriter()).deleteCertificateProvider(name),

    createProvisioningClaim: async (name) => (await load.deviceWriter()).createProvisioningClaim(name),
    createProvisioningTemplate: async (input) => (await load.deviceWriter()).createProvisioningTemplate(input),
    deleteProvisioningTemplate: async (name) => (await load.deviceWriter()).deleteProvisioningTemplate(name),
    updateCertificateStatus: async (id, status) => (await load.deviceWriter()).updateCertificateStatus(id, status),
    deleteCertificate: async (id) => (await load.deviceWriter()).deleteCertificate(id),
  };
}

export function functionInvoker(load: Loaders): FunctionInvoker {
  return { invoke: async (functionArn, payload) => (await load.lambdaInvoker()).invoke(functionArn, payload) };
}
