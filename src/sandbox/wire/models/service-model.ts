export type ShapeType =
  'blob' | 'boolean' | 'double' | 'float' | 'integer' | 'list' | 'long' | 'map' | 'string' | 'structure' | 'timestamp';

/** What AWS's model says of a value, as far as a request can break it. */
export interface Shape {
  readonly type: ShapeType;
  /** Of a structure: names of shapes, or `:string` for one of which nothing is said but its type. */
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** Of a list's items and of a map's values. */
  readonly of?: string;
  readonly key?: string;
  /** Of a number, or of the length of anything else. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** AWS does not repeat it in what it says. */
  readonly sensitive?: boolean;
}

/** Requests of one service by the name of the operation, and the shapes in them. */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, Shape>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

const PLAIN = new Map<string, Shape>();

/** The shape that a member, a list or a map refers to. */
export function shapeOf(model: ServiceModel, name: string): Shape {
  if (!name.startsWith(':')) return model.shapes[name]!;
  const type = name.slice(1) as ShapeType;
  const plain = PLAIN.get(type) ?? { type };
  PLAIN.set(type, plain);
  return plain;
}
