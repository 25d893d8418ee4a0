import type { LocalTools } from '../context.ts';
import { EXIT, usageInvalid, type ExitCode } from '../errors.ts';
import type { Json } from '../terminal/output.ts';
import { SCHEMAS } from './schema/documents.ts';

/** The JSON Schema of what a command prints with `--json`; without words, the one that all documents keep. */
export async function runSchema(words: readonly string[], { output }: LocalTools): Promise<ExitCode> {
  const command = words.join(' ');
  const schema = words.length === 0 ? anyDocument() : Object.hasOwn(SCHEMAS, command) ? SCHEMAS[command] : undefined;
  if (schema === undefined)
    throw usageInvalid(`no document is that of ${command}`, `name one of: ${Object.keys(SCHEMAS).join(', ')}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a schema is plain values
  output.result(schema as { readonly [key: string]: Json }, JSON.stringify(schema, undefined, 2));
  return EXIT.done;
}

const anyDocument = () => ({
  $schema: SCHEMAS['error']!.$schema,
  title: 'certprov --json',
  anyOf: Object.values(SCHEMAS).map(({ $schema: _dialect, ...schema }) => schema),
});
