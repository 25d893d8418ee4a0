import { parseArn } from '../../aws/arn.ts';
import type { Made } from '../../checks/landing-zone-same.ts';
import { isOurs, type Tags } from '../../deployment/ownership.ts';
import { operatorTags } from './journaled-landing.ts';
import type { ProviderStatus } from './signing-status.ts';

/** What `init` was given flags for, as it is at AWS now; a part that is not there, or not known, is absent. */
interface LandingShown {
  readonly permissionsBoundaryArn?: string | undefined;
  readonly rolePath?: string | undefined;
  /** Of the function's environment. */
  readonly encryptionKeyArn?: string | undefined;
  /** Id, ARN or alias, as Secrets Manager has it, of the secret that certprov made. */
  readonly secretKeyId?: string | undefined;
  /** Of the function. */
  readonly tags: Tags;
}

/** Of what certprov made; undefined for the function of others, whose rules are not ours to read. */
export function landingShown({ function: lambda, role: used, external }: ProviderStatus): LandingShown | undefined {
  if (!lambda || !isOurs(lambda.tags)) return undefined;
  const role = used?.role && isOurs(used.role.tags) ? used.role : undefined;
  const secret = external?.secret?.found;
  const secretKeyId = secret && isOurs(secret.tags) ? secret.kmsKeyId : undefined;
  const path = role && /^role(\/.+\/)/.exec(parseArn(role.roleArn)?.resource ?? '')?.[1];
  return {
    ...(role?.permissionsBoundaryArn === undefined ? {} : { permissionsBoundaryArn: role.permissionsBoundaryArn }),
    ...(path === undefined ? {} : { rolePath: path }),
    ...(lambda.kmsKeyArn === undefined ? {} : { encryptionKeyArn: lambda.kmsKeyArn }),
    ...(secretKeyId === undefined ? {} : { secretKeyId }),
    tags: operatorTags(lambda.tags),
  };
}

/** For one line; undefined where there is nothing to say. */
export function landingText(status: ProviderStatus): string | undefined {
  const { permissionsBoundaryArn, rolePath, encryptionKeyArn, secretKeyId, tags = {} } = landingShown(status) ?? {};
  const keys = Object.keys(tags);
  const parts = [
    ...(permissionsBoundaryArn === undefined ? [] : [`boundary ${permissionsBoundaryArn}`]),
    ...(rolePath === undefined ? [] : [`path ${rolePath}`]),
    ...(encryptionKeyArn === undefined ? [] : [`environment under ${encryptionKeyArn}`]),
    ...(secretKeyId === undefined
      ? []
      : [`secret under ${secretKeyId === encryptionKeyArn ? 'the same' : secretKeyId}`]),
    ...(keys.length === 0 ? [] : [`tags ${keys.join(', ')}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** What is there to compare: what could not be read is told of elsewhere, and is no difference. */
export function madeOf({ function: lambda, role, tags, external, asMade }: ProviderStatus): Made {
  return {
    role: role?.role,
    function: lambda?.tagsUnread === undefined ? lambda : { ...lambda, tags: asMade.function.tags },
    secret: external?.secret?.found,
    provider: tags && { tags },
  };
}
