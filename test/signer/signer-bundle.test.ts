import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error -- the build scripts are plain JavaScript
import { buildSigner } from '../../scripts/build-signer.mjs';
import type { AuthorityKind } from '../../src/authority/authority.ts';
import { assetPath, packageRoot } from '../../src/local/package-root.ts';
import { readSignerBundle } from '../../src/deployment/signer-bundle.ts';
import { makeServerIdentity } from './test-authority.ts';
import { signerSettings } from './signer-settings.ts';
import { startSigner } from './start-signer.ts';

interface Metafile {
  readonly inputs: Readonly<
    Record<string, { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }>
  >;
}

/** Every signer that is built. */
const KINDS = (await readdir(join(packageRoot(), 'src', 'signer', 'entries'))).map(
  (name) => basename(name, '.ts') as AuthorityKind,
);

/** Members of the central directory (APPNOTE.TXT 4.3.12): name, maker, attributes, and the two time fields. */
function centralDirectory(bytes: Uint8Array) {
  const view = Buffer.from(bytes);
  const entries = [];
  for (let at = view.readUInt32LE(view.length - 22 + 16); view.readUInt32LE(at) === 0x02014b50;) {
    const nameLength = view.readUInt16LE(at + 28);
    entries.push({
      name: view.toString('utf8', at + 46, at + 46 + nameLength),
      madeOn: view.readUInt8(at + 5),
      mode: view.readUInt32LE(at + 38) >>> 16,
      dosTime: view.readUInt16LE(at + 12),
      dosDate: view.readUInt16LE(at + 14),
    });
    at += 46 + nameLength + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
  }
  return entries;
}

it.each(['acm-pca', 'est', 'webhook'] as const)('there is a signer for %s', (kind) => {
  expect(KINDS).toContain(kind);
});

describe.each(KINDS)('the signer bundle for %s', (kind) => {
  let files: Record<string, Buffer | string>;
  let zip: Uint8Array;
  let metafile: Metafile;
  beforeAll(async () => {
    files = await buildSigner(kind);
    zip = Buffer.from(files[`assets/signer/${kind}.zip`]!);
    metafile = JSON.parse(String(files[`meta/signer-${kind}.json`]));
  });

  it('is the same, byte for byte, when it is built again, in another time zone too', async () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'Pacific/Kiritimati';
    try {
      const again: Record<string, Buffer | string> = await buildSigner(kind);
      expect(Object.keys(again)).toEqual(Object.keys(files));
      for (const [name, contents] of Object.entries(files))
        expect(Buffer.from(again[name]!).equals(Buffer.from(contents))).toBe(true);
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('stays under 72 KB as the module that Node reads', () => {
    expect(files[`assets/signer/${kind}/index.mjs`]?.length).toBeLessThan(72 * 1024);
  });

  it('holds the module alone, readable by everybody and dated 1980-01-01', () => {
    const regular644 = { madeOn: 3, mode: 0o100644, dosTime: 0, dosDate: (1 << 5) | 1 };
    expect(centralDirectory(zip)).toEqual([{ name: 'index.mjs', ...regular644 }]);
  });

  it('is described as it is', () => {
    expect(JSON.parse(String(files[`assets/signer/${kind}.json`]))).toEqual({
      sha256Base64: createHash('sha256').update(zip).digest('base64'),
      bytes: unzipSync(zip)['index.mjs']?.length,
      zipBytes: zip.length,
      files: ['index.mjs'],
    });
  });

  it('is made of csr, authority, proxy, errors, partitions and the signer, and of no package at all', () => {
    const allowed = /^(src\/(csr|authority|proxy|signer)\/|src\/(errors|partitions)\.ts$)/;
    expect(Object.keys(metafile.inputs).filter((path) => !allowed.test(path))).toEqual([]);
  });

  it('imports nothing at run time but what Node brings', () => {
    const externals = Object.values(metafile.inputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external),
    );
    expect(externals.map(({ path }) => path).filter((path) => !path.startsWith('node:'))).toEqual([]);
  });

  it('starts with its settings, and without them says which ones it needs', async () => {
    const run = (env: Record<string, string>) => startSigner(files[`assets/signer/${kind}/index.mjs`]!, env);
    const settings = signerSettings(kind, (await makeServerIdentity()).cert);
    expect(run(settings)).toBe("function [ 'handler' ]\n");
    expect(run({ ...settings, CERTPROV_VALIDITY_DAYS: '' })).toMatch(/^ConfigurationInvalid .*CERTPROV_VALIDITY_DAYS/);
  });
});

it('builds the same signers from a copy of the sources in another folder', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'certprov-copy-'));
  try {
    for (const name of ['src', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'])
      await cp(join(packageRoot(), name), join(copy, name), { recursive: true });
    await symlink(join(packageRoot(), 'node_modules'), join(copy, 'node_modules'), 'junction');
    const { status, stderr } = spawnSync(process.execPath, [join(copy, 'scripts', 'build.mjs'), 'signer'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const kind of KINDS) {
      const zip = await readFile(join(copy, 'dist', 'assets', 'signer', `${kind}.zip`));
      expect(createHash('sha256').update(zip).digest('base64')).toBe((await readSignerBundle(kind)).codeSha256);
    }
  } finally {
    await rm(copy, { recursive: true });
  }
});

describe('readSignerBundle', () => {
  it.each(KINDS)('returns the zip of the last build for %s with the digest that Lambda will report', async (kind) => {
    const bundle = await readSignerBundle(kind);
    const { sha256Base64 } = JSON.parse(await readFile(assetPath('signer', `${kind}.json`), 'utf8'));
    expect(bundle.codeSha256).toBe(sha256Base64);
    expect(Buffer.from(bundle.zip)).toEqual(await readFile(assetPath('signer', `${kind}.zip`)));
  });
});
