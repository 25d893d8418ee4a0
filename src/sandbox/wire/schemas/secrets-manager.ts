import {
  CreateSecret$,
  DeleteSecret$,
  DescribeSecret$,
  GetResourcePolicy$,
  GetSecretValue$,
  ListSecrets$,
  PutSecretValue$,
  RestoreSecret$,
  TagResource$,
  UntagResource$,
  UpdateSecret$,
} from '@aws-sdk/client-secrets-manager';
import { shapeTable } from './operation-shape.ts';

/** One line per operation that the sandbox carries out; only these shapes get into the bundle. */
export const secretsManagerShapes = shapeTable([
  CreateSecret$,
  DeleteSecret$,
  DescribeSecret$,
  GetResourcePolicy$,
  GetSecretValue$,
  ListSecrets$,
  PutSecretValue$,
  RestoreSecret$,
  TagResource$,
  UntagResource$,
  UpdateSecret$,
]);
