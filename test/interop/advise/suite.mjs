import { equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsCli } from '../support/aws-cli.mjs';
import { serveAccount } from '../support/served-account.mjs';
import { comesIn, connects } from './connects.mjs';
import { openFactory } from './factory.mjs';
import { KitFolder } from './kit-folder.mjs';

const BUCKET = 'acme-lists';

/** The scripts that `certprov advise` writes, run by a shell with the AWS CLI: what apply.sh does, and undo.sh undoes. */
export async function runAdvise(scenarios, { executable, aws }) {
  const account = await serveAccount(executable);
  const cli = new AwsCli(aws, account);

  /** From the empty folder to the empty folder; nothing that undo.sh or remove-device.sh does is refused. */
  const way = (name, claim, bringIn, { answers, refused = /^$/ } = {}) =>
    scenarios.run(`${name}: ${claim}`, async () => {
      const kit = await KitFolder.write(name, account, aws, answers);
      const device = await bringIn(kit);
      ok(await connects(account, device, `${name}-1`), 'the device is not let in');
      equal(await kit.sh('remove-device.sh', `${name}-1`), '');
      equal(await connects(account, device, `${name}-1`), false);
      match(await kit.sh('undo.sh'), refused);
    });

  try {
    await way('single-thing', 'a device that is set up by hand', async (kit) => {
      equal(await kit.sh('apply.sh'), '');
      equal(await kit.sh('add-device.sh', 'single-thing-1'), '');
      return madeIn(kit, 'single-thing-1.certificate.pem', 'single-thing-1.private-key.pem');
    });

    await way('multi-account', 'a certificate that is registered without its CA', async (kit) => {
      const device = await (await openFactory(account, 'multi-account')).make('multi-account-1');
      equal(await kit.sh('apply.sh'), '');
      kit.put('certificates/multi-account-1.pem', device.certificatePem);
      equal(await kit.sh('register-device.sh', 'multi-account-1', 'certificates/multi-account-1.pem'), '');
      return device;
    });

    await way('jitp', 'refused at first, and in at the second try', async (kit) => {
      const factory = await openFactory(account, 'jitp');
      kit.put('ca.pem', factory.caPem);
      equal(await kit.sh('apply.sh'), '');
      const device = await factory.make('jitp-1');
      equal(await connects(account, device, 'jitp-1'), false);
      return device;
    });

    await way('jitr', 'the function lets the device in', async (kit) => {
      const factory = await openFactory(account, 'jitr');
      kit.put('ca.pem', factory.caPem);
      kit.put('activation/allowed-serials.txt', 'jitr-1\n');
      await kit.bundle('activation/index.mjs');
      equal(await kit.sh('apply.sh'), '');
      const device = await factory.make('jitr-1');
      equal(await connects(account, device, 'jitr-1'), false);
      await comesIn(account, device, 'jitr-1');
      return device;
    });

    await cli.call(['s3api', 'create-bucket', '--bucket', BUCKET]);
    await way(
      'bulk',
      'a list of CSRs',
      async (kit) => {
        const { csrPem, keyPem } = await (await openFactory(account, 'bulk')).make('bulk-1');
        kit.put('csrs/bulk-1.csr', csrPem);
        kit.put('things.json', await kit.node('make-things.mjs', 'csrs'));
        equal(await kit.sh('apply.sh'), '');
        const { principals } = await cli.call(['iot', 'list-thing-principals', '--thing-name', 'bulk-1']);
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
      const { exitCode, stderr } = await account.certprov([
        ...['device', 'provision', '--sandbox', '--template', name, '--parameter', `SerialNumber=${name}-1`],
        ...['--client-id', `provisioning-${name}-1`, '--out-dir', outDir, ...claim],
      ]);
      equal(exitCode, 0, stderr);
      const [certificatePem, keyPem] = ['device.pem', 'device.key'].map((file) =>
        readFileSync(join(outDir, file), 'utf8'),
      );
      return { certificatePem, keyPem };
    };

    await way('trusted-user', 'a device that somebody who is signed in brings', async (kit) => {
      kit.put('hook/allowed-serials.txt', 'trusted-user-1\n');
      equal(await kit.sh('apply.sh'), '');
      return provision('trusted-user', '--trusted-user');
    });

    await way('claim', 'a device with a claim', async (kit) => {
      kit.put('hook/allowed-serials.txt', 'claim-1\n');
      equal(await kit.sh('apply.sh'), '');
      const files = ['claim.certificate.pem', 'claim.private-key.pem'].map((name) => kit.path(name));
      return provision('claim', '--claim-certificate', files[0], '--claim-key', files[1]);
    });
  } finally {
    await account.close();
  }
}

const madeIn = (kit, certificate, key) => ({ certificatePem: kit.text(certificate), keyPem: kit.text(key) });
