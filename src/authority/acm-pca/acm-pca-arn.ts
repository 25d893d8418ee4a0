interface AcmPcaArn {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** `undefined` when the text is not the ARN of a private CA. */
export function parseAcmPcaArn(arn: string): AcmPcaArn | undefined {
  const parts =
    /^arn:(aws(?:-[a-z]+)*):acm-pca:([a-z]{2,}(?:-[a-z]+)+-\d):(\d{12}):certificate-authority\/[\w-]+$/.exec(arn);
  if (!parts) return undefined;
  const [, partition = '', region = '', account = ''] = parts;
  return { partition, region, account };
}
