import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/local/package-root.ts';
import { readCsvRows } from './read-csv-rows.ts';

/** A file of another project's test suite, with what its manifest says of it. */
export interface CorpusFile {
  /** `<corpus>/<name>`. */
  readonly file: string;
  /** Folder, named after the project. */
  readonly corpus: string;
  readonly path: string;
  readonly bytes: Buffer;
  /** As AWS IoT would hand it to the signer: what is PEM as it is, DER as PEM. */
  readonly text: string;
  /** The class, without what stands in brackets behind it. */
  readonly expected: string;
  /** The line of the manifest. */
  readonly row: Readonly<Record<string, string>>;
}

/** They are no part of the repository, since their licences differ. */
const asked = process.env['CERTPROV_CORPORA'];
const folder = asked ?? join(packageRoot(), '..', 'shared', 'corpora');

/** None where the folder is absent, unless it was asked for. */
export function readCorpora(): readonly CorpusFile[] {
  if (asked === undefined && !existsSync(folder)) return [];
  return readCsvRows(readFileSync(join(folder, 'manifest.csv'), 'utf8')).map((row) => {
    const { file = '', format, expected_class = '' } = row;
    const path = join(folder, file);
    const bytes = readFileSync(path);
    return {
      file,
      corpus: file.slice(0, file.indexOf('/')),
      path,
      bytes,
      text: format === 'DER' ? asPem(bytes) : bytes.toString('latin1'),
      expected: expected_class.replace(/ \(.*/, ''),
      row,
    };
  });
}

/** Beside the corpora, and made for this project: no other project's files. */
const OWN = ['answers', 'reports'];

/** Every file in a folder of a corpus, whether the manifest has it or not. */
export const filesOfCorpora = (): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !OWN.includes(entry.name))
    .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));

const asPem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE REQUEST-----\n`;
