import { basicConstraints, keyUsage, type Extension } from './extensions.ts';

/**
 * Of a CA that issues to devices and to no other CA. digitalSignature is not needed for that; AWS Private CA's template
 * has it too.
 */
export const CA_EXTENSIONS: readonly Extension[] = [
  basicConstraints({ ca: true, pathLength: 0 }),
  keyUsage(['digitalSignature', 'keyCertSign', 'cRLSign']),
];
