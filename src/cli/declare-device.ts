import type { Command } from 'commander';
import { mqttPortOption, withAccountOptions, type AccountFlags } from '../commands/common-options.ts';
import type { ProvisionFlags } from '../commands/device.ts';
import type { Runner } from './runner.ts';

export function declareDevice(program: Command, run: Runner): void {
  const device = program.command('device').summary('act as a device and see every step').helpCommand(false);
  withAccountOptions(device.command('provision'))
    .summary('get a certificate over MQTT, register a thing, and come back with it')
    .description(
      'Behaves as a device of your fleet: by claim, or by a trusted user. Makes a certificate and what the template describes.',
    )
    .option('--template <name>', 'provisioning template that registers the device')
    .option('--parameter <name=value>', 'what the template wants, e.g. SerialNumber=SN-0001 (repeatable)', oneMore)
    .option('--trusted-user', 'come in with a claim that your AWS credentials get for five minutes')
    .option('--claim-certificate <file>', 'come in with the claim certificate of your fleet (PEM)')
    .option('--claim-key <file>', 'and its private key')
    .option('--subject <name>', "subject of the CSR, e.g. 'CN=SN-0001,O=Acme' (default: CN=<client id>)")
    .option('--key-type <type>', 'ec-p256 (default), ec-p384, ec-p521, rsa-2048, rsa-3072, rsa-4096')
    .option('--keys-by-aws', 'let AWS make the key as well, which no certificate provider concerns')
    .option('--client-id <id>', 'of the connection with the claim (default: a new one)')
    .option('--format <format>', 'of the messages: json (default) or cbor')
    .option('--out-dir <folder>', 'where device.key and device.pem go (default: a folder named after the client id)')
    .option('--endpoint <host:port>', 'custom domain or VPC endpoint, instead of the one that AWS IoT names')
    .option('--tls-roots <file>', 'roots that vouch for that endpoint (PEM)')
    .addOption(mqttPortOption())
    .option('--trace', 'show every message; keys, tokens and other secrets are shortened')
    .action(async (flags: ProvisionFlags & AccountFlags) => {
      await run.account({ does: 'change' }, flags, async (context) =>
        (await import('../commands/device.ts')).runDeviceProvision(flags, context),
      );
    });
}

const oneMore = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
