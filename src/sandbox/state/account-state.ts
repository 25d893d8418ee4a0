import type { AcmPcaState } from '../acm-pca/state.ts';
import type { CloudTrailState } from '../cloudtrail/state.ts';
import type { CloudwatchState } from '../cloudwatch/state.ts';
import type { Ec2State } from '../ec2/state.ts';
import type { IamState } from '../iam/state.ts';
import type { IotState } from '../iot/state.ts';
import type { KmsState } from '../kms/state.ts';
import type { LambdaState } from '../lambda/state.ts';
import type { LogsState } from '../logs/state.ts';
import type { S3State } from '../s3/state.ts';
import type { SecretsManagerState } from '../secrets-manager/state.ts';

/** Everything the account holds, as plain JSON: dates are ISO 8601 strings, bytes are base64 or blob names. */
export interface AccountState {
  readonly version: 1;
  iam: IamState;
  /** Made empty on first use of a Region; only us-east-1 is seeded. */
  regions: Record<string, RegionState>;
  /** Made when first used. */
  s3?: S3State;
}

export interface RegionState {
  lambda: LambdaState;
  acmPca: AcmPcaState;
  iot: IotState;
  cloudwatch: CloudwatchState;
  cloudTrail: CloudTrailState;
  kms: KmsState;
  logs: LogsState;
  secretsManager: SecretsManagerState;
  ec2: Ec2State;
}
