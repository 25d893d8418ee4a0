import { codesOf } from '../support/text.ts';

/** Flags of `init` for the networks of `sandbox reset --like vpc`: by a NAT gateway, by endpoints alone, and by neither. */
export const NAT = [
  '--subnet-ids',
  'subnet-0a11ce0000000001,subnet-0a11ce0000000002',
  '--security-group-ids',
  'sg-0a11ce0000000001',
];
export const CLOSED = [
  '--subnet-ids',
  'subnet-0c105ed000000001,subnet-0c105ed000000002',
  '--security-group-ids',
  'sg-0c105ed000000001',
];
export const DEFAULT = [
  '--subnet-ids',
  'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
  '--security-group-ids',
  'sg-0123456789abcdef0',
];

export const vpcCodes = (document: unknown): string[] => codesOf(document).filter((code) => code.startsWith('VPC_'));
