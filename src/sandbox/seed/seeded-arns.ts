import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../sandbox.ts';

export const roleArn = (name: string): string => `arn:aws:iam::${SANDBOX_ACCOUNT}:role/${name}`;

export const functionArn = (name: string): string =>
  `arn:aws:lambda:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:function:${name}`;

export const authorityArn = (id: string, account = SANDBOX_ACCOUNT): string =>
  `arn:aws:acm-pca:${SANDBOX_REGION}:${account}:certificate-authority/${id}`;

export const iotArn = (type: 'provisioningtemplate' | 'policy' | 'thinggroup', name: string): string =>
  `arn:aws:iot:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:${type}/${name}`;

const DAY_MS = 24 * 3600 * 1000;

export const daysFrom = (now: Date, days: number): string => new Date(now.getTime() + days * DAY_MS).toISOString();
