/** CloudWatch Logs of one Region, as far as log groups go. */
export interface LogsState {
  /** By name. */
  groups: Record<string, LogGroupRecord>;
}

export interface LogGroupRecord {
  name: string;
  /** Without the `:*` at the end. */
  arn: string;
  createdAt: string;
  /** Absent: its events never expire. */
  retentionInDays?: number;
  /** ARN of the account's key that it is under. */
  kmsKeyArn?: string;
  tags: Record<string, string>;
}

export const emptyLogsState = (): LogsState => ({ groups: {} });
