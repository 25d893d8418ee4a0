import { type Aws, type AwsOptions, openAws } from '../../src/aws/open-aws.ts';

/** The real adapters and SDK clients against a canned server; pauses before repeats are noted, not waited for. */
export async function openCanned(
  server: { readonly endpoint: string },
  options: AwsOptions = {},
): Promise<Aws & { pauses: number[] }> {
  const pauses: number[] = [];
  const aws = await openAws({
    sandbox: {
      endpoint: server.endpoint,
      region: 'us-east-1',
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    },
    pause: async (ms) => {
      pauses.push(ms);
    },
    ...options,
  });
  return { ...aws, pauses };
}
