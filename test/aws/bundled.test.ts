import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/local/package-root.ts';

const run = promisify(execFile);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certprov-bundle-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const banner = { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" };
const MODULE = JSON.stringify(join(packageRoot(), 'src/aws/open-aws.ts'));

describe('a program with these adapters', () => {
  it("ends at once, and keeps the SDK's complaint about old Node versions (but no other warning) off the screen", async () => {
    const program = join(folder, 'program.mjs');
    const contents = `
      import { openAws } from ${MODULE};
      const aws = await openAws({ sandbox: { endpoint: 'http://127.0.0.1:9', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 's' }, timeouts: { retryMs: 0 } });
      aws.warm(['sts', 'acm-pca']);
      await aws.reader.callerIdentity().catch((error) => console.log(error.code));
      await aws.reader.describeCertificateAuthority('arn:a').catch((error) => console.log(error.code));
      process.emitWarning('something else');`;
    const stdin = { contents, resolveDir: packageRoot(), loader: 'ts' } as const;
    await build({ stdin, outfile: program, bundle: true, platform: 'node', format: 'esm', banner });
    const env = { PATH: process.env['PATH'] };
    const { stdout, stderr } = await run(process.execPath, [program], { env, timeout: 60_000 });
    expect(stdout).toBe('AWS_UNREACHABLE\nAWS_UNREACHABLE\n');
    expect(stderr).toContain('something else');
    expect(stderr).not.toContain('NodeVersionSupportWarning');
  });

  it('loads no SDK client before one is called', async () => {
    const stdin = {
      contents: `import { openAws } from ${MODULE}; await openAws();`,
      resolveDir: packageRoot(),
      loader: 'ts',
    } as const;
    const outdir = join(folder, 'out');
    const { metafile } = await build({
      stdin,
      outdir,
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const entry = Object.keys(metafile.outputs).find((path) => path.endsWith('stdin.js')) ?? '';
    const atStart = new Set([entry]);
    for (const path of atStart) {
      for (const { path: next, kind } of metafile.outputs[path]?.imports ?? [])
        if (kind === 'import-statement') atStart.add(next);
    }
    const inputs = [...atStart].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
    expect(inputs.some((path) => path.endsWith('src/aws/open-aws.ts'))).toBe(true);
    expect(inputs.filter((path) => /@aws-sdk\/(client|credential)-/.test(path))).toEqual([]);
  });
});
