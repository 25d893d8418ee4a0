import { join } from 'node:path';
import { mkdtempSync } from 'node:fs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { Account, PLACE } from './account.ts';
import { effectsIn } from './walk.ts';

const INIT = ['init', '--sandbox', '--yes', '--confirm', PLACE] as const;
const PROVISION = ['device', 'provision', '--sandbox', '--trusted-user', '--template', 'acme-sensors'] as const;

let seeded: Account;
let enabled: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

const device = (serial: string): readonly string[] => {
  const folder = join(mkdtempSync(join(inject('scratch'), 'device-')), 'd');
  return [...PROVISION, '--parameter', `SerialNumber=${serial}`, '--out-dir', folder];
};

describe.concurrent('where port 8883 is closed', () => {
  it.each(['refused', 'reset', 'silent'] as const)('init proves the switch by 443 when it is %s', async (state) => {
    const account = seeded.copy();
    account.door(8883, state);
    const run = await account.run([...INIT, '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()['canary']).toMatchObject({
      outcome: 'proven',
      mqtt: { port: 443, alpn: 'x-amzn-mqtt-ca', unanswered: [{ port: 8883 }] },
    });
    const said = run.stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain('a connection by port 443, since 8883 does not answer');
    expect(said).toContain('a device asked AWS IoT by port 443 and got serial');
  });

  it('canary and a device go by 443 as well, and say so', async () => {
    const account = enabled.copy();
    account.door(8883, 'refused');
    const canary = await account.run(['canary', '--sandbox', '--json']);
    expect(canary.exitCode, canary.stderr).toBe(0);
    expect(canary.json()['canary']).toMatchObject({ outcome: 'proven', mqtt: { port: 443 } });
    const provisioned = await account.run([...device('SN-443'), '--json']);
    expect(provisioned.exitCode, provisioned.stderr).toBe(0);
    expect(provisioned.json()).toMatchObject({
      thingName: 'SN-443',
      mqtt: { port: 443, alpn: 'x-amzn-mqtt-ca', unanswered: [{ port: 8883 }] },
    });
    expect(provisioned.stderr).toContain('by port 443');
  });

  it('says of a port that was forced and is reset that the network may do so, to a device as well', async () => {
    const account = enabled.copy();
    account.door(8883, 'reset');
    for (const command of [['canary', '--sandbox'], device('SN-RESET')]) {
      const run = await account.run([...command, '--mqtt-port', '8883', '--json']);
      expect(run.json().error).toMatchObject({
        message: expect.stringContaining('before TLS stood: a network on the way may cut it off'),
        fix: expect.stringMatching(/^let this machine reach port 8883/),
      });
    }
  });

  it('goes by the port that was forced, and says what is closed there', async () => {
    const account = enabled.copy();
    account.door(8883, 'refused');
    const forced = await account.run(['canary', '--sandbox', '--mqtt-port', '8883', '--json']);
    expect(forced.exitCode).toBe(3);
    expect(forced.json().error).toMatchObject({
      code: 'CANARY_UNAVAILABLE',
      message: expect.stringContaining('(for 8883) cannot be reached'),
      fix: expect.stringContaining('port 443 as well'),
    });
    const open = await account.run(['canary', '--sandbox', '--mqtt-port', '443', '--json']);
    expect(open.json()['canary']).toMatchObject({ outcome: 'proven', mqtt: { port: 443, unanswered: [] } });
  });
});

describe.concurrent('a network that is open', () => {
  it('is used by 8883, and the words say so', async () => {
    const account = enabled.copy();
    const run = await account.run(['canary', '--sandbox', '--json']);
    expect(run.json()['canary']).toMatchObject({ mqtt: { port: 8883, alpn: null, unanswered: [] } });
    expect(run.stderr).toContain('by port 8883');
  });

  it.each([
    [['canary', '--sandbox', '--mqtt-port', '1883'], '8883 and 443'],
    [
      [...PROVISION, '--endpoint', 'localhost:8883', '--mqtt-port', '443', '--parameter', 'SerialNumber=1'],
      '--mqtt-port',
    ],
  ])('refuses %j', async (args, word) => {
    const run = await enabled.copy().run(args);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(word);
  });
});

describe.concurrent('where both ports are closed', () => {
  it.each([
    ['refused', 'refused'],
    ['silent', 'reset'],
    ['reset', 'reset'],
  ] as const)('init names both (%s, %s), and does not switch', async (first, second) => {
    const account = seeded.copy();
    account.door(8883, first);
    account.door(443, second);
    const run = await account.run([...INIT, '--json']);
    expect(run.exitCode).toBe(3);
    expect(run.json().error).toMatchObject({
      code: 'CANARY_UNAVAILABLE',
      message: expect.stringMatching(/neither port 8883 nor 443 lets a device in.*\(for 8883\).*\(for 443\)/),
      fix: expect.stringMatching(/reach port 8883 or 443 of a\w+-ats\.iot/),
    });
    expect(await effectsIn(account)).not.toContain('iot:CreateCertificateProvider');
  });
});

describe.concurrent('certprov sandbox network', () => {
  it('closes a port and opens it again, for the next command', async () => {
    const account = enabled.copy();
    const closed = await account.run(['sandbox', 'network', '8883', 'refused', '--json']);
    expect(closed.json()).toMatchObject({ command: 'sandbox network', port: 8883, state: 'refused' });
    expect((await account.run(['canary', '--sandbox', '--json'])).json()['canary']).toMatchObject({
      mqtt: { port: 443 },
    });
    await account.run(['sandbox', 'network', '8883', 'open']);
    expect((await account.run(['canary', '--sandbox', '--json'])).json()['canary']).toMatchObject({
      mqtt: { port: 8883 },
    });
  });

  it.each([
    [['1883', 'refused'], '8883 and 443'],
    [['8883', 'ajar'], 'open, refused, reset, silent'],
  ])('refuses %j', async (args, word) => {
    const run = await enabled.copy().run(['sandbox', 'network', ...args]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(word);
  });
});
