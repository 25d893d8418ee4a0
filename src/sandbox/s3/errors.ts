import { ServiceError } from '../service.ts';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export const noSuchBucket = (name: string): ServiceError =>
  new ServiceError('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: name });

export const noSuchKey = (key: string): ServiceError =>
  new ServiceError('NoSuchKey', 404, 'The specified key does not exist.', { Key: key });

export const accessDenied = (message: string): ServiceError => new ServiceError('AccessDenied', 403, message);
