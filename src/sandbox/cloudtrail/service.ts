import type { Service } from '../service.ts';
import { lookupEvents } from './lookup-events.ts';

/** What it does and what is assumed: BEHAVIOUR.md. */
export const cloudTrailService: Service = {
  signingName: 'cloudtrail',
  operations: {
    LookupEvents: { handler: lookupEvents },
  },
};
