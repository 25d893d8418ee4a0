import { InvalidArgumentError, Option, type Command } from 'commander';
import { MQTT_PORTS, type MqttPort } from '../device/device-endpoint.ts';

/** Where `sandbox serve` serves it, unless it is told otherwise. */
export const SANDBOX_PORT = 7711;

/** Options of every command that talks to an account. */
export interface AccountFlags {
  readonly sandbox?: boolean;
  readonly region?: string;
  readonly profile?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
  /** Of commands that are a device. */
  readonly mqttPort?: MqttPort;
}

export function withAccountOptions(command: Command): Command {
  return command
    .option('--sandbox', 'use the embedded account: no AWS, nothing leaves this machine')
    .option('--region <region>', 'AWS Region (default: as the AWS CLI would choose)')
    .option('--profile <name>', 'profile of the AWS configuration files')
    .option('--json', 'print one JSON document to standard output');
}

/** For a command that is a device. */
export const mqttPortOption = (): Option =>
  new Option(
    '--mqtt-port <port>',
    'the port by which a device connects: 8883 or 443 (default: 8883, and 443 where that does not answer)',
  ).argParser((text: string): MqttPort => {
    const port = MQTT_PORTS.find((known) => String(known) === text);
    if (port === undefined) throw new InvalidArgumentError('AWS IoT serves MQTT on 8883 and 443.');
    return port;
  });

/** For an option that takes a whole number; commander shows the sentence with the option's name. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

/** For an option that is given once for each. */
export const several = (one: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  one,
];
