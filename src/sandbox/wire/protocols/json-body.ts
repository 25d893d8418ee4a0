import { textOf } from '../message.ts';
import { ShapeMismatch } from '../schemas/codec.ts';

export function parseJson(body: Uint8Array): unknown {
  try {
    return body.length === 0 ? {} : (JSON.parse(textOf(body)) as unknown);
  } catch {
    throw new ShapeMismatch('the body must be JSON');
  }
}
