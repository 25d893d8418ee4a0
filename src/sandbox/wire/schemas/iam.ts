import {
  AttachRolePolicy$,
  CreateRole$,
  DeleteRole$,
  DeleteRolePolicy$,
  DetachRolePolicy$,
  GetRole$,
  GetRolePolicy$,
  ListAttachedRolePolicies$,
  ListRolePolicies$,
  ListRoles$,
  ListRoleTags$,
  PutRolePolicy$,
  SimulatePrincipalPolicy$,
  TagRole$,
  UntagRole$,
  UpdateAssumeRolePolicy$,
} from '@aws-sdk/client-iam';
import { shapeTable } from './operation-shape.ts';

/** One line per operation that the sandbox carries out; only these shapes get into the bundle. */
export const iamShapes = shapeTable([
  AttachRolePolicy$,
  CreateRole$,
  DeleteRole$,
  DeleteRolePolicy$,
  DetachRolePolicy$,
  GetRole$,
  GetRolePolicy$,
  ListAttachedRolePolicies$,
  ListRolePolicies$,
  ListRoles$,
  ListRoleTags$,
  PutRolePolicy$,
  SimulatePrincipalPolicy$,
  TagRole$,
  UntagRole$,
  UpdateAssumeRolePolicy$,
]);
