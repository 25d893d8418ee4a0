import type { FunctionDescription } from '../aws/ports/ports.ts';
import { SIGNER_HANDLER } from '../deployment/signer-bundle.ts';
import type { Finding } from '../finding.ts';

/** As this machine's journal has them. */
export interface DeployedSettings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly roleArn?: string;
}

/**
 * The hash of the code says nothing of what runs beside it: another handler, layers, and variables that Node.js and
 * Lambda's runtime go by (`NODE_OPTIONS`, `AWS_LAMBDA_EXEC_WRAPPER`) make something else of the same zip. Without a
 * journal all variables that are not the signer's own are told of.
 */
export function checkSignerSettings(lambda: FunctionDescription, deployed: DeployedSettings): Finding[] {
  const { functionName, functionArn: resource, handler, layers, environment, roleArn } = lambda;
  const different = [
    ...(handler === SIGNER_HANDLER ? [] : ['handler']),
    ...(layers.length === 0 ? [] : ['layers']),
    ...(deployed.roleArn === undefined || deployed.roleArn === roleArn ? [] : ['role']),
    // Variables that cannot be read are another finding's.
    ...(lambda.environmentUnread === undefined ? otherVariables(environment, deployed.environment) : []),
  ];
  if (different.length === 0) return [];
  return [
    {
      code: 'SIGNER_SETTINGS_CHANGED',
      severity: 'warning',
      summary: `${functionName} is set otherwise than certprov deployed it: ${different.join(', ')}`,
      fix: `find out who changed it, and try it with \`certprov dry-run --function ${functionName}\``,
      resource,
    },
  ];
}

/** Names, never values. */
function otherVariables(
  now: FunctionDescription['environment'],
  deployed: DeployedSettings['environment'],
): readonly string[] {
  if (!deployed) return Object.keys(now).filter((name) => !name.startsWith('CERTPROV_'));
  return [...new Set([...Object.keys(deployed), ...Object.keys(now)])].filter((name) => now[name] !== deployed[name]);
}
