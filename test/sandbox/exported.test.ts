import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import type * as promisedSandbox from '../../src/sandbox/exported/sandbox.d.ts';
import type * as promisedServing from '../../src/sandbox/exported/serving.d.ts';
import * as serving from '../../src/sandbox/serving.ts';
import * as sandbox from '../../src/sandbox/start-account.ts';

const run = promisify(execFile);

/** In the folder of the package as it is published, where its own name leads to what it exports. */
const asOtherProject = async (script: string): Promise<unknown> => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: inject('installed'),
  });
  return JSON.parse(stdout);
};

describe('certprov/sandbox', () => {
  it('keeps what its types promise', () => {
    // The compiler holds the one against the other.
    const promised: typeof promisedSandbox = sandbox;
    const server: typeof promisedServing = serving;
    expect(Object.values(promised).every((value) => value !== undefined)).toBe(true);
    expect(server.findServer).toBeTypeOf('function');
  });

  it('exports every name that its types declare', async () => {
    const exported = await asOtherProject(
      "console.log(JSON.stringify([await import('certprov/sandbox'), await import('certprov/sandbox/serving')].map(Object.keys)))",
    );
    for (const [index, name] of ['sandbox', 'sandbox-serving'].entries()) {
      const types = readFileSync(join(inject('installed'), 'dist', `${name}.d.ts`), 'utf8');
      const declared = [...types.matchAll(/^export declare (?:const|function) (\w+)/gm)].map(([, word]) => word);
      expect(declared.length).toBeGreaterThan(0);
      expect((exported as readonly (readonly string[])[])[index]).toEqual(expect.arrayContaining(declared));
    }
  });

  it('starts an account for the tests of another project, which answers, counts and misbehaves on order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certprov-exported-'));
    try {
      const said = await asOtherProject(`
        import { startAccount } from 'certprov/sandbox';
        const account = await startAccount({ folder: ${JSON.stringify(folder)} });
        const answer = await fetch(account.endpoint + '/certificate-providers');
        await account.addFault({ operation: 'CreateRole', kind: 'throttle', times: 1 });
        const { port, servername } = await account.mqtt();
        await account.close();
        console.log(JSON.stringify({ account: account.account, status: answer.status, port, servername }));
      `);
      // Nobody is let in without a signature: it is an account, and no stub.
      expect(said).toMatchObject({ account: '000000000000', status: 403, port: expect.any(Number) });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('offers nothing else of the package', async () => {
    const code = await asOtherProject(
      "console.log(JSON.stringify(await import('certprov/dist/command-line.js').catch(({ code }) => code)))",
    );
    expect(code).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
