import type { GetCallerIdentity$ } from '@aws-sdk/client-sts';
import { NormalizedSchema } from '@smithy/core/schema';

/** An operation's schema as the SDK's own packages export it. */
type OperationSchema = typeof GetCallerIdentity$;

export interface OperationShape {
  readonly name: string;
  readonly http: { readonly method: string; readonly template: string; readonly status: number } | undefined;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

export type ShapeTable = ReadonlyMap<string, OperationShape>;

export function shapeTable(schemas: readonly OperationSchema[]): ShapeTable {
  return new Map(
    schemas.map(([, , name, traits, input, output]) => {
      const http =
        typeof traits === 'object' ? (traits.http as readonly [string, string, number] | undefined) : undefined;
      const shape: OperationShape = {
        name,
        http: http === undefined ? undefined : { method: http[0], template: http[1], status: http[2] },
        input: NormalizedSchema.of(input),
        output: NormalizedSchema.of(output),
      };
      return [name, shape];
    }),
  );
}
