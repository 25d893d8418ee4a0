/** Amazon S3 of the account. All dates are ISO 8601. */
export interface S3State {
  /** By name, whatever their Region. */
  buckets: Record<string, BucketRecord>;
}

export interface BucketRecord {
  name: string;
  region: string;
  createdAt: string;
  /** By key. */
  objects: Record<string, ObjectRecord>;
}

export interface ObjectRecord {
  /** Of the store, with the bytes. */
  blob: string;
  size: number;
  /** MD5 in hex, without quotes. */
  etag: string;
  lastModified: string;
  /** HTTP headers that come back with it, such as `content-type`. */
  headers: Record<string, string>;
  /** The user's own: `x-amz-meta-…`, without the prefix. */
  metadata: Record<string, string>;
}

export const emptyS3State = (): S3State => ({ buckets: {} });
