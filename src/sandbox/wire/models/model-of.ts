import type { ServiceModel } from './service-model.ts';

/** By signing name. Loaded when a service is first called. */
const MODELS: Readonly<Record<string, () => Promise<ServiceModel>>> = {
  'acm-pca': async () => (await import('./acm-pca.ts')).acmPcaModel,
  cloudtrail: async () => (await import('./cloudtrail.ts')).cloudtrailModel,
  ec2: async () => (await import('./ec2.ts')).ec2Model,
  iam: async () => (await import('./iam.ts')).iamModel,
  iot: async () => (await import('./iot.ts')).iotModel,
  kms: async () => (await import('./kms.ts')).kmsModel,
  lambda: async () => (await import('./lambda.ts')).lambdaModel,
  logs: async () => (await import('./logs.ts')).logsModel,
  monitoring: async () => (await import('./cloudwatch.ts')).cloudwatchModel,
  secretsmanager: async () => (await import('./secrets-manager.ts')).secretsManagerModel,
  sts: async () => (await import('./sts.ts')).stsModel,
};

/** Undefined: a service whose requests nobody has a table of (Amazon S3, which is read by hand). */
export async function modelOf(signingName: string): Promise<ServiceModel | undefined> {
  return Object.hasOwn(MODELS, signingName) ? MODELS[signingName]!() : undefined;
}
