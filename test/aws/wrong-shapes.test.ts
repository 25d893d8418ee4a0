import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CertprovError } from '../../src/errors.ts';
import { resetAccount, startAccount } from '../../src/sandbox/start-account.ts';
import { type CannedAnswer, startCannedServer } from './canned-server.ts';
import { CALLS, DOCUMENTED, FINDS } from './every-call.ts';
import { kindOf, mutateJson, mutateXml } from './mutate-answer.ts';
import { openCanned } from './open-canned.ts';

/** What one call was answered, and what came of it. */
interface Recorded {
  readonly answers: readonly CannedAnswer[];
  readonly result: unknown;
}

const recorded = new Map<string, Recorded>();
const found: Record<string, string> = {};
let folder: string;

/** Everything once against the account, through a server that keeps what was answered. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certprov-shapes-'));
  await resetAccount(folder, ['vpc']);
  const account = await startAccount({ folder, settings: { roleDelayMs: 0, functionPendingMs: 0, authorityMs: 0 } });
  const answers: CannedAnswer[] = [];
  const recorder = createServer((incoming, outgoing) => {
    const passed = async () => {
      const { head, body } = await passOn(account.endpoint, incoming);
      const status = head.statusCode ?? 0;
      answers.push({ status, headers: plain(head.headers), body: body.toString('utf8') });
      outgoing.writeHead(status, head.headers).end(body);
    };
    void passed();
  });
  await once(recorder.listen(0, '127.0.0.1'), 'listening');
  const { port } = recorder.address() as AddressInfo;
  // The account's own keys: it verifies signatures, over the host that was asked.
  const { region, credentials } = account;
  const aws = await openCanned(
    { endpoint: `http://127.0.0.1:${port}` },
    { sandbox: { endpoint: `http://127.0.0.1:${port}`, region, ...credentials } },
  );
  for (const [name, call] of Object.entries(CALLS)) {
    const documented = DOCUMENTED[name];
    if (documented) {
      await using canned = await startCannedServer(documented);
      recorded.set(name, { answers: [documented], result: await call(await openCanned(canned), found) });
      continue;
    }
    answers.length = 0;
    const result = await call(aws, found);
    recorded.set(name, { answers: [...answers], result });
    for (const [key, value] of Object.entries(FINDS[name]?.(result as never) ?? {}))
      if (value !== undefined) found[key] = value;
  }
  aws.close();
  recorder.closeAllConnections();
  recorder.close();
  await account.close();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function passOn(endpoint: string, incoming: IncomingMessage): Promise<{ head: IncomingMessage; body: Buffer }> {
  const sent = await buffer(incoming);
  const { method, url, headers } = incoming;
  const onward = forward(new URL(url ?? '', endpoint), { method, headers });
  onward.end(sent);
  const [head] = (await once(onward, 'response')) as [IncomingMessage];
  return { head, body: await buffer(head) };
}

const plain = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !/^(content-length|connection|keep-alive|date)$/.test(name) ? [[name, value]] : [],
    ),
  );

describe('an answer with a value that AWS would not send', () => {
  it.each(Object.keys(CALLS))('to %s is an error about it, or read rightly without it', async (name) => {
    const { answers, result } = recorded.get(name)!;
    let current: readonly CannedAnswer[] = [];
    let given = 0;
    await using server = await startCannedServer(() => current[Math.min(given++, current.length - 1)]!);
    const aws = await openCanned(server);
    const wrong: string[] = [];
    for (const [index, answer] of answers.entries()) {
      const text = textOf(answer);
      const mutations = text === '' ? [] : text.startsWith('{') ? mutateJson(text) : mutateXml(text);
      for (const { what, body } of mutations) {
        current = answers.with(index, { ...answer, body });
        given = 0;
        const problem = await CALLS[name]!(aws, found).then(
          (came) => unlike(result, came),
          (error: unknown) => complaint(error),
        );
        if (problem !== undefined) wrong.push(`${what}: ${problem}`);
      }
    }
    aws.close();
    expect(wrong).toEqual([]);
  });

  it('was tried on every read that there is', async () => {
    await using server = await startCannedServer('reset');
    const { reader } = await openCanned(server);
    expect(Object.keys(reader).filter((name) => !(name in CALLS))).toEqual(['region']);
  });

  it('is named with the operation and the resource, and never shown', async () => {
    const { answers } = recorded.get('describeCertificateAuthority')!;
    const document = JSON.parse(textOf(answers[0]!)) as {
      CertificateAuthority: { CertificateAuthorityConfiguration: { Subject: Record<string, unknown> } };
    };
    document.CertificateAuthority.CertificateAuthorityConfiguration.Subject['Organization'] = 7;
    await using server = await startCannedServer({ ...answers[0]!, body: JSON.stringify(document) });
    const aws = await openCanned(server);
    await expect(aws.reader.describeCertificateAuthority(found['caArn']!)).rejects.toMatchObject({
      code: 'AWS_NOT_AWS',
      message: `acm-pca:DescribeCertificateAuthority: the answer about ${found['caArn']} does not look like AWS: CertificateAuthority.CertificateAuthorityConfiguration.Subject.Organization is a number, not a text`,
      details: { action: 'acm-pca:DescribeCertificateAuthority', resource: found['caArn'], definite: false },
    });
  });
});

const textOf = ({ body }: CannedAnswer): string => Buffer.from(body).toString('utf8');

/** An error of ours has to name the operation. */
function complaint(error: unknown): string | undefined {
  if (!(error instanceof CertprovError)) return `${(error as Error).name}: ${(error as Error).message}`;
  if (error.code === 'INTERNAL') return `INTERNAL: ${error.message}`;
  return /^[a-z0-9-]+:[A-Z]\w+/.test(error.message) ? undefined : `names no operation: ${error.message}`;
}

/** What was read has the types that it had. */
function unlike(before: unknown, after: unknown, where = 'the result'): string | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (kindOf(before) !== kindOf(after)) return `${where} is ${kindOf(after)}, not ${kindOf(before)}`;
  if (kindOf(before) !== 'object' && kindOf(before) !== 'list') return undefined;
  return Object.entries(after as object)
    .map(([key, value]) => unlike((before as Record<string, unknown>)[key], value, `${where}.${key}`))
    .find((problem) => problem !== undefined);
}
