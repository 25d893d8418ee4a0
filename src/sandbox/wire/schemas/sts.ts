import { AssumeRole$, GetCallerIdentity$ } from '@aws-sdk/client-sts';
import { shapeTable } from './operation-shape.ts';

/** One line per operation that the sandbox carries out; only these shapes get into the bundle. */
export const stsShapes = shapeTable([AssumeRole$, GetCallerIdentity$]);
