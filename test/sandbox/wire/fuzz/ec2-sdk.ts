import { Ec2Client } from '../../../../src/aws/ec2/ec2-client.ts';
import type { STSClient } from '@aws-sdk/client-sts';
import { Command } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import { ec2Shapes } from '../../../../src/sandbox/wire/schemas/ec2.ts';

/** As AWS's own clients have them, which name the endpoint whatever the Region. */
const ENDPOINT = {
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
} as const;

interface Metadata {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/** The SDK's client for EC2 is not installed: its protocol, signer and sockets by the shapes of the sandbox. */
const commands = [...ec2Shapes.values()].flatMap(({ name, input, output }) => {
  const schema = [9, 'com.amazonaws.ec2', name, 0, () => input.getSchema(), () => output.getSchema()];
  const made = Command.classBuilder<object, Metadata, STSClient['config'], object, Metadata>()
    .ep(ENDPOINT)
    .m((_command, _client, config) => [getEndpointPlugin(config as never, ENDPOINT)])
    .s('EC2', name, {})
    .n('EC2Client', `${name}Command`)
    .sc(schema as never)
    .build();
  return [
    [`${name}$`, [9, '', name, 0, input.getSchema(), output.getSchema()]],
    [`${name}Command`, made],
  ] as const;
});

export const ec2: object = { EC2Client: Ec2Client, ...Object.fromEntries(commands) };
