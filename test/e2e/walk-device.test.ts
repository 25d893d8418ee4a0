import { beforeAll, describe, expect, it } from 'vitest';
import { makeIdentity, startTestBroker } from '../device/test-broker.ts';
import { makeTestAuthority } from '../signer/test-authority.ts';
import { Account } from './account.ts';
import { walk } from './walk.ts';

let seeded: Account;
let claim: { key: string; cert: string };

beforeAll(async () => {
  seeded = await Account.seeded();
  claim = await makeIdentity('claim');
});

const issuedTo = async (csrPem: string): Promise<object> => ({
  certificateId: 'ab'.repeat(32),
  certificatePem: await (await makeTestAuthority()).issue(csrPem),
  certificateOwnershipToken: 'ownership-token-of-this-device',
});

/** What AWS IoT would answer, by the last part of the topic before the format. */
async function answerOf(operation: string, request: { readonly [name: string]: unknown }): Promise<object | undefined> {
  if (operation === 'create-from-csr') return issuedTo(String(request['certificateSigningRequest']));
  return operation === 'provision' ? { thingName: 'SN-0001', deviceConfiguration: {} } : undefined;
}

describe('device provision in a terminal', () => {
  it('asks for what it was not told: the way in, the template, its parameters', async () => {
    await using broker = await startTestBroker({
      servername: 'localhost',
      answer: async (topic, payload) => {
        const request = JSON.parse(payload.toString()) as { readonly [name: string]: unknown };
        const answer = await answerOf(topic.split('/').at(-2) ?? '', request);
        return answer && { topic: `${topic}/accepted`, payload: Buffer.from(JSON.stringify(answer)) };
      },
    });
    const account = seeded.copy();
    const endpoint = ['--endpoint', `localhost:${broker.endpoint.port}`];
    const roots = ['--tls-roots', account.file('roots.pem', broker.endpoint.caPem?.join('') ?? '')];
    const out = ['--out-dir', `${account.home}/SN-0001`];
    await using terminal = await walk(account, ['device', 'provision', '--sandbox', ...endpoint, ...roots, ...out]);
    await terminal.waitFor(/^\? How does the device come in\?[^]*❯ trusted user[^]*claim[^]* move/m);
    terminal.press('down');
    await terminal.waitFor(/❯ claim/);
    terminal.type('\r');
    await terminal.waitFor(/^\? File of the claim certificate:/m);
    terminal.type(`${account.file('claim.pem', claim.cert)}\r`);
    await terminal.waitFor(/^\? File of its private key:/m);
    terminal.type(`${account.file('claim.key', claim.key)}\r`);
    await terminal.waitFor(
      /^\? Which provisioning template[^]*❯ acme-cameras[^]*acme-partner-devices[^]*just-in-time/m,
    );
    terminal.type('sens');
    await terminal.waitFor(/❯ acme-sensors/);
    terminal.type('\r');
    await terminal.waitFor(/^\? The template's parameter SerialNumber:/m);
    terminal.type('SN-0001\r');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    const text = terminal.screen().join('\n');
    expect(text).toMatch(
      /✓ connected +as[^]*✓ certificate +signed by[^]*✓ registered +thing SN-0001[^]*✓ came back +as SN-0001/,
    );
    expect(terminal.torn()).toEqual([]);
    expect(broker.seen.at(-1)).toBe('connect SN-0001');
  });
});
