import type { FindingCode } from './checks/finding-codes.ts';

/** What a check reports. Findings are collected and shown together, never thrown. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'blocker' | 'warning';
  readonly summary: string;
  /** A sentence or a command that removes the cause. */
  readonly fix?: string;
  /** ARN or name of what the finding is about. */
  readonly resource?: string;
}

export const isBlocked = (findings: readonly Finding[]): boolean => findings.some((f) => f.severity === 'blocker');
