import type { PolicyDocument } from '../../aws/ports/ports.ts';

/** Whether a resource's own policy lets in somebody besides AWS services, who may then be the caller as well. */
export const namesOthers = (policy: PolicyDocument | undefined): boolean =>
  (policy?.Statement ?? []).some(({ Effect, Principal }) => Effect === 'Allow' && !isService(Principal));

const isService = (principal: unknown): boolean =>
  typeof principal === 'object' &&
  principal !== null &&
  Object.keys(principal).every((kind) => kind.toLowerCase() === 'service');
