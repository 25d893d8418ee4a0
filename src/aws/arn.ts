/** `arn:partition:service:region:account:resource`; the resource keeps its own colons and slashes. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

export function parseArn(text: string): Arn | undefined {
  const match = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/s.exec(text);
  if (!match) return undefined;
  const [, partition, service, region, account, resource] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return { partition, service, region, account, resource };
}

/** `certprov-signer` from `arn:aws:lambda:…:function:certprov-signer`. */
export const functionNameOf = (functionArn: string): string =>
  parseArn(functionArn)?.resource.split(':')[1] ?? functionArn;

export interface AccountPlace {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

export const functionArnOf = (place: AccountPlace, name: string): string =>
  `arn:${place.partition}:lambda:${place.region}:${place.account}:function:${name}`;

export const roleArnOf = (place: AccountPlace, name: string, path = '/'): string =>
  `arn:${place.partition}:iam::${place.account}:role${path}${name}`;

/** IAM asks for roles by their name alone. */
export const roleNameOf = (roleArn: string): string => roleArn.slice(roleArn.lastIndexOf('/') + 1);

/**
 * The spelling with a slash is the one in AWS's policy example; two others stand in AWS's documents, so the ARN that
 * Create returns is compared with this one.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html
 */
export const providerArnOf = (place: AccountPlace, name: string): string =>
  `arn:${place.partition}:iot:${place.region}:${place.account}:certificateprovider/${name}`;

export const provisioningTemplateArnOf = (place: AccountPlace, name: string): string =>
  `arn:${place.partition}:iot:${place.region}:${place.account}:provisioningtemplate/${name}`;

export const ACCOUNT = { pattern: /^\d{12}$/, says: 'an account number has twelve digits' };
