export interface KmsKeyArn {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** A UUID, or `mrk-` and 32 hex digits for a key of several Regions. */
  readonly keyId: string;
}

/**
 * `undefined` when the text is not the ARN of a key itself: an alias can be pointed at another one.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
export function parseKmsKeyArn(arn: string): KmsKeyArn | undefined {
  const parts =
    /^arn:(aws(?:-[a-z]+)*):kms:([a-z]{2,}(?:-[a-z]+)+-\d):(\d{12}):key\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|mrk-[\da-f]{32})$/.exec(
      arn,
    );
  if (!parts) return undefined;
  const [, partition = '', region = '', account = '', keyId = ''] = parts;
  return { partition, region, account, keyId };
}
