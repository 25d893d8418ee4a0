/** CloudTrail of one Region. What is called here stands in the account's list of requests. */
export interface CloudTrailState {
  /** What was called before the account was made, if it was made so. */
  past: PastCall[];
  /** When the last lookups were, ISO 8601; all processes share the rate. */
  lookups: string[];
}

export interface PastCall {
  /** ISO 8601. */
  time: string;
  /** Signing name of the service. */
  service: string;
  operation: string;
  /** ARN. */
  caller: string;
  errorCode?: string;
}

export const emptyCloudTrailState = (): CloudTrailState => ({ past: [], lookups: [] });
