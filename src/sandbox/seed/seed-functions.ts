import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { assetPath } from '../../local/package-root.ts';
import { lambdaTimestamp } from '../lambda/function-configuration.ts';
import type { LambdaFunction, LambdaState } from '../lambda/state.ts';
import type { Store } from '../service.ts';
import { P256_AUTHORITY_ID } from './seed-authorities.ts';
import { authorityArn, daysFrom, functionArn, roleArn } from './seeded-arns.ts';

interface SeededFunction {
  readonly name: string;
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly description: string;
  readonly signs: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  /** Path in the zip to the name of the source. */
  readonly files: Readonly<Record<string, string>>;
  readonly ageDays: number;
}

const signer = (name: string): Readonly<Record<string, string>> => ({
  'index.mjs': `${name}.mjs`,
  'private-ca.mjs': 'private-ca.mjs',
});

/** One that signs well, and five that must not be switched on, each for another reason. */
export const FUNCTIONS: readonly SeededFunction[] = [
  {
    name: 'acme-iot-signer',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    timeoutSeconds: 5,
    memoryMb: 512,
    description: 'Signs device CSRs with Acme Device CA P256',
    signs: true,
    files: signer('acme-iot-signer'),
    ageDays: 12,
  },
  {
    name: 'nightly-report',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    timeoutSeconds: 900,
    memoryMb: 1024,
    description: 'Telemetry report, 02:00 UTC',
    signs: false,
    files: { 'index.mjs': 'nightly-report.mjs' },
    ageDays: 91,
  },
  {
    name: 'slow-signer',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    timeoutSeconds: 10,
    memoryMb: 512,
    description: 'Device signer that asks for approval first',
    signs: true,
    variables: { APPROVAL_SECONDS: '6' },
    files: signer('slow-signer'),
    ageDays: 40,
  },
  {
    name: 'swapped-key-signer',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    timeoutSeconds: 5,
    memoryMb: 512,
    description: 'Device signer that makes the keys itself',
    signs: true,
    files: signer('swapped-key-signer'),
    ageDays: 33,
  },
  {
    name: 'fair-weather-signer',
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    timeoutSeconds: 5,
    memoryMb: 512,
    description: 'Device signer with a list of devices',
    signs: true,
    files: signer('fair-weather-signer'),
    ageDays: 25,
  },
  {
    name: 'legacy-signer',
    runtime: 'python3.12',
    handler: 'lambda_function.lambda_handler',
    timeoutSeconds: 3,
    memoryMb: 128,
    description: 'First device signer',
    signs: true,
    files: { 'lambda_function.py': 'legacy-signer.py' },
    ageDays: 700,
  },
];

export const roleNameOf = (functionName: string): string => `${functionName}-role`;

/** Zips first, because they are files; the answer puts the functions into the state. */
export async function packFunctions(store: Store, now: Date): Promise<(state: LambdaState) => void> {
  const packed = await Promise.all(
    FUNCTIONS.map(async (seeded) => {
      const zip = zipOf(seeded.files);
      return lambdaFunction(seeded, zip, await store.putBlob(zip), now);
    }),
  );
  return (state) => {
    for (const made of packed) state.functions[made.functionName] = made;
  };
}

function lambdaFunction(seeded: SeededFunction, zip: Uint8Array, codeBlob: string, now: Date): LambdaFunction {
  const changedAt = daysFrom(now, -seeded.ageDays);
  return {
    functionName: seeded.name,
    functionArn: functionArn(seeded.name),
    latest: {
      version: '$LATEST',
      packageType: 'Zip',
      runtime: seeded.runtime,
      handler: seeded.handler,
      role: roleArn(roleNameOf(seeded.name)),
      description: seeded.description,
      timeoutSeconds: seeded.timeoutSeconds,
      memoryMb: seeded.memoryMb,
      architecture: 'x86_64',
      environment: { ...(seeded.signs ? { CA_ARN: authorityArn(P256_AUTHORITY_ID) } : {}), ...seeded.variables },
      codeSha256: createHash('sha256').update(zip).digest('base64'),
      codeSize: zip.length,
      codeBlob,
      lastModified: lambdaTimestamp(new Date(changedAt)),
      revisionId: revisionFrom(codeBlob),
    },
    published: [],
    nextVersion: 1,
    activeAt: changedAt,
    policies: {},
    tags: { owner: seeded.signs ? 'iot-platform' : 'analytics' },
  };
}

/** Modes are 644, without which Lambda cannot read the files. */
function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([path, source]) => [
    path,
    readFileSync(assetPath('seed-functions', source)),
  ]);
  return zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>, {
    // Small enough to be stored as they are, which is quick.
    level: 0,
    mtime: new Date('2026-01-01T00:00:00Z'),
    os: 3,
    attrs: 0o100644 << 16,
  });
}

const revisionFrom = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
