import { LookupEvents$ } from '@aws-sdk/client-cloudtrail';
import { shapeTable } from './operation-shape.ts';

/** One line per operation that the sandbox carries out; only these shapes get into the bundle. */
export const cloudTrailShapes = shapeTable([LookupEvents$]);
