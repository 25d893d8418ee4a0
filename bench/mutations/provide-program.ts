import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

let scratch: string | undefined;

/** What tests are given, with the program as it was built from the sources as they are. */
export function setup(project: TestProject): void {
  const root = process.env['CERTPROV_MUTATIONS_ROOT'] ?? process.cwd();
  scratch = mkdtempSync(join(tmpdir(), 'certprov-mutations-'));
  // Signers and help texts are looked for beside the sources.
  if (root !== process.cwd()) linkOnce(join(root, 'dist'), join(process.cwd(), 'dist'));
  project.provide('installed', root);
  project.provide('scratch', scratch);
}

export function teardown(): void {
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
}

function linkOnce(target: string, path: string): void {
  try {
    symlinkSync(target, path, 'junction');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
