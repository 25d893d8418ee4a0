import { equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsCli } from '../support/aws-cli.mjs';
import { serveAccount } from '../support/served-account.mjs';
import { comesIn, connects } from './connects.mjs';
import { openFactory } from './factory.mjs';
import { KitFolder } from './kit-folder.mjs';

const BUCKET = 'acme-lists';
const SERIAL = 'SN-0001';

/** The scripts that `certprov advise` writes, run by a shell with the AWS CLI: what apply.sh does, and undo.sh undoes. */
export async function runAdvise(scenarios, { executable, aws }) {
  const account = await serveAccount(executable);
  const cli = new AwsCli(aws, account);

  /** From the empty folder to the empty folder; nothing that undo.sh or remove-device.sh does is refused. */
  const way = (name, claim, bringIn, { answers, refused = /^$/ } = {}) =>
    scenarios.run(`${name}: ${claim}`, async () => {
      const kit = await KitFolder.write(name, account, aws, answers);
      const device = await bringIn(kit);
      ok(await connects(account, device, SERIAL), 'the device is not let in');
      equal(await kit.sh('remove-device.sh', SERIAL), '');
      match(await kit.sh('undo.sh'), refused);
      // Behind undo.sh: as long as its CA is registered, just in time a device comes in again.
      equal(await connects(account, device, SERIAL), false);
    });

  try {
    await way('single-thing', 'a device that is set up by hand', async (kit) => {
      equal(await kit.sh('apply.sh'), '');
      equal(await kit.sh('add-device.sh', SERIAL), '');
      return madeIn(kit, `${SERIAL}.certificate.pem`, `${SERIAL}.private-key.pem`);
    });

    await way('multi-account', 'a certificate that is registered without its CA', async (kit) => {
      const device = await (await openFactory(account, 'multi-account')).make(SERIAL);
      equal(await kit.sh('apply.sh'), '');
      kit.put(`certificates/${SERIAL}.pem`, device.certificatePem);
      equal(await kit.sh('register-device.sh', SERIAL, `certificates/${SERIAL}.pem`), '');
      return device;
    });

    await way('jitp', 'refused at first, and in at the second try', async (kit) => {
      const factory = await openFactory(account, 'jitp');
      kit.put('ca.pem', factory.caPem);
      equal(await kit.sh('apply.sh'), '');
      const device = await factory.make(SERIAL);
      equal(await connects(account, device, SERIAL), false);
      return device;
    });

    await way('jitr', 'the function lets the device in', async (kit) => {
      const factory = await openFactory(account, 'jitr');
      kit.put('ca.pem', factory.caPem);
      kit.put('activation/allowed-serials.txt', `${SERIAL}\n`);
      await kit.bundle('activation/index.mjs');
      equal(await kit.sh('apply.sh'), '');
      const device = await factory.make(SERIAL);
      equal(await connects(account, device, SERIAL), false);
      await comesIn(account, device, SERIAL);
      return device;
    });

    await cli.call(['s3api', 'create-bucket', '--bucket', BUCKET]);
    await way(
      'bulk',
      'a list of CSRs',
      async (kit) => {
        const { csrPem, keyPem } = await (await openFactory(account, 'bulk')).make(SERIAL);
        kit.put(`csrs/${SERIAL}.csr`, csrPem);
        kit.put('things.json', await kit.node('make-things.mjs', 'csrs'));
        equal(await kit.sh('apply.sh'), '');
        const { principals } = await cli.call(['iot', 'list-thing-principals', '--thing-name', SERIAL]);
        const certificate = ['iot', 'describe-certificate', '--certificate-id', principals[0].split('/').at(-1)];
        const { certificateDescription } = await cli.call(certificate);
        return { certificatePem: certificateDescription.certificatePem, keyPem };
      },
      // Of the task, which has ended by then; the script goes on.
      { answers: ['--bucket', BUCKET], refused: /^[^\n]*Only a task in progress[^\n]*$/ },
    );

    /** As README.md says to be the device. */
    const provision = async (name, ...claim) => {
      const outDir = account.path(`device-${name}`);
      const template = ['--template', name, '--parameter', `SerialNumber=${SERIAL}`];
      const rest = ['--client-id', `provisioning-${SERIAL}`, '--out-dir', outDir, ...claim];
      const run = ['device', 'provision', '--sandbox', ...template, ...rest];
      const { exitCode, stderr } = await account.certprov(run);
      equal(exitCode, 0, stderr);
      const [certificatePem, keyPem] = ['device.pem', 'device.key'].map((file) =>
        readFileSync(join(outDir, file), 'utf8'),
      );
      return { certificatePem, keyPem };
    };

    await way('trusted-user', 'a device that somebody who is signed in brings', async (kit) => {
      kit.put('hook/allowed-serials.txt', `${SERIAL}\n`);
      equal(await kit.sh('apply.sh'), '');
      return provision('trusted-user', '--trusted-user');
    });

    await way('claim', 'a device with a claim', async (kit) => {
      kit.put('hook/allowed-serials.txt', `${SERIAL}\n`);
      equal(await kit.sh('apply.sh'), '');
      const files = ['claim.certificate.pem', 'claim.private-key.pem'].map((name) => kit.path(name));
      return provision('claim', '--claim-certificate', files[0], '--claim-key', files[1]);
    });
  } finally {
    await account.close();
  }
}

const madeIn = (kit, certificate, key) => ({ certificatePem: kit.text(certificate), keyPem: kit.text(key) });
