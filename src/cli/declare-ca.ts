import { Option, type Command } from 'commander';
import type { CreateAuthorityFlags, DeleteAuthorityFlags } from '../commands/ca.ts';
import { wholeNumber, withAccountOptions, type AccountFlags } from '../commands/common-options.ts';
import { withEncryptionKey, withTagsOption } from './landing-zone-options.ts';
import type { Runner } from './runner.ts';

export function declareCa(program: Command, run: Runner): void {
  const ca = program.command('ca').summary('a CA of your own: its key in AWS KMS or in a secret').helpCommand(false);
  const create = withAccountOptions(ca.command('create'))
    .summary('make a key and the certificate of a CA, or a request for your root')
    .option('--subject <name>', "e.g. 'CN=Acme Device CA,O=Acme'")
    .option('--out <file>', 'file for the certificate, or the request (never over an existing file)')
    .addOption(new Option('--key <place>', 'where the key lives (default: kms)').choices(['kms', 'secret']))
    .option('--key-type <type>', 'ec-p256 (default), ec-p384, ec-p521, rsa-2048, rsa-3072, rsa-4096')
    .option('--name <name>', 'alias of the key, or name of the secret (default: certprov-device-ca)')
    .option('--years <n>', 'validity of the certificate (default: 10)', wholeNumber)
    .option('--request', 'write a request for a corporate root instead')
    .option('--plan', 'show the plan and stop')
    .option('--yes', 'answer the question');
  withEncryptionKey(withTagsOption(create)).action(async (flags: CreateAuthorityFlags & AccountFlags) => {
    await run.account({ does: 'change' }, flags, async (context) =>
      (await import('../commands/ca.ts')).runCaCreate(flags, context),
    );
  });
  withAccountOptions(ca.command('delete'))
    .summary('mark the key of a CA for deletion, by its name')
    .argument('<name>', 'alias/… or certprov-ca/…')
    .option('--confirm <name>', 'the name again, without a terminal')
    .action(async (name: string, flags: DeleteAuthorityFlags & AccountFlags) => {
      await run.account({ does: 'change' }, flags, async (context) =>
        (await import('../commands/ca.ts')).runCaDelete(name, flags, context),
      );
    });
}
