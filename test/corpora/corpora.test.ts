import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/local/package-root.ts';
import { agreesWithSource } from './agrees-with-source.ts';
import { agrees } from './agrees.ts';
import { corporaPage, type TriedFile } from './corpora-page.ts';
import { decisionOn, DECISIONS } from './decisions.ts';
import { factsByOpenssl, factsRead } from './judge-file.ts';
import { filesOfCorpora, readCorpora } from './read-corpora.ts';
import { startSigner } from './start-signer.ts';
import { tryFiles } from './try-files.ts';

const files = readCorpora();

describe.skipIf(files.length === 0)("CSRs of other projects' test suites", () => {
  let tried: readonly TriedFile[];

  beforeAll(async () => {
    await using signer = await startSigner();
    tried = await tryFiles(files, signer);
  });

  it('are all there, as the manifest has them', () => {
    expect(files).toHaveLength(298);
    expect(filesOfCorpora().toSorted()).toEqual(files.map(({ file }) => file).toSorted());
    const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(files.filter(({ bytes, row }) => sha256(bytes) !== row['sha256'])).toEqual([]);
  });

  it.each(files.map(({ file, expected }, index) => [file, expected, index] as const))(
    '%s: %s',
    (name, expected, index) => {
      const { file, outcome } = tried[index]!;
      expect(file.file).toBe(name);
      const decision = decisionOn(name);
      const isAgreed = agrees(expected, outcome);
      const isAgreedWithSource = agreesWithSource(file, outcome);
      const { dryRun, signer } = outcome;
      expect(decision ?? { expected, dryRun, signer }).toMatchObject({ expected, dryRun, signer });
      const found = `${outcome.dryRun}, ${outcome.signer}`;
      expect(isAgreed, `${found}; listed: ${decision?.title ?? 'no'}`).toBe(!decision || decision.kind === 'source');
      expect(isAgreedWithSource, `${found}; the source: ${file.row['upstream_expect']}`).toBe(
        decision?.kind !== 'source',
      );
    },
  );

  it('are read as OpenSSL reads them: version, key and whether the signature is right', () => {
    const readable = files.filter((file) => factsRead(file) !== undefined);
    expect(readable.length).toBeGreaterThan(200);
    for (const file of readable)
      expect({ file: file.file, ...factsRead(file) }).toEqual({ file: file.file, ...factsByOpenssl(file) });
  });

  it('fail the dry run exactly when the signer refuses them', () => {
    const fails = tried.filter(({ outcome }) => outcome.dryRun.startsWith('fails'));
    const refused = tried.filter(({ outcome }) => outcome.signer !== 'SIGNED');
    expect(fails).toEqual(refused);
  });

  it('are never signed where the manifest has them refused', () => {
    const isRefused = ({ file }: TriedFile): boolean => file.expected.startsWith('reject-');
    expect(tried.filter(isRefused)).toHaveLength(131);
    expect(tried.filter((one) => isRefused(one) && one.outcome.signer === 'SIGNED')).toEqual([]);
  });

  it('are listed once, and only those that are there', () => {
    const listed = DECISIONS.flatMap((decision) => decision.files);
    expect(new Set(listed).size).toBe(listed.length);
    const names = new Set(files.map(({ file }) => file));
    expect(listed.filter((file) => !names.has(file))).toEqual([]);
  });

  it('stand in docs/csr-corpora.md with these numbers and reasons', async () => {
    await expect(corporaPage(tried)).toMatchFileSnapshot(join(packageRoot(), 'docs', 'csr-corpora.md'));
  });
});
