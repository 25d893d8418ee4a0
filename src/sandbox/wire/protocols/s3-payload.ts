import { createHash } from 'node:crypto';
import { ServiceError } from '../../service.ts';
import type { WireRequest } from '../message.ts';
import { CHECKSUMS } from './s3-checksums.ts';

const CHUNKED = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/**
 * The body of a request, after everything that was said about it was found to be true.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function readS3Payload(request: WireRequest): Uint8Array {
  const { headers, body } = request;
  const hash = headers['x-amz-content-sha256'];
  if (hash === CHUNKED) {
    const { content, trailers } = unchunked(body);
    if (content.length !== Number(headers['x-amz-decoded-content-length'])) throw incompleteBody();
    checkDigests(content, { ...headers, ...trailers });
    return content;
  }
  if (hash?.startsWith('STREAMING-')) {
    throw new ServiceError('NotImplemented', 501, `the sandbox account does not verify the chunks of ${hash}`);
  }
  // A presigned address covers no body.
  const isPresigned = headers['authorization'] === undefined;
  if (hash === undefined && !isPresigned) {
    throw new ServiceError('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256');
  }
  if (hash !== undefined && hash !== 'UNSIGNED-PAYLOAD' && hash !== createHash('sha256').update(body).digest('hex')) {
    throw new ServiceError(
      'XAmzContentSHA256Mismatch',
      400,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  checkDigests(body, headers);
  return body;
}

interface Chunked {
  readonly content: Uint8Array;
  readonly trailers: Readonly<Record<string, string>>;
}

/** `size\r\nbytes\r\n` again and again, a chunk of size 0, then headers. */
function unchunked(body: Uint8Array): Chunked {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n', at);
    const digits = bytes.toString('latin1', at, Math.max(end, at));
    if (end < 0 || !/^[0-9a-f]{1,8}$/i.test(digits)) throw incompleteBody();
    const start = end + 2;
    const size = Number.parseInt(digits, 16);
    if (size === 0) return { content: Buffer.concat(chunks), trailers: trailersIn(bytes.toString('latin1', start)) };
    if (bytes.toString('latin1', start + size, start + size + 2) !== '\r\n') throw incompleteBody();
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}

function trailersIn(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
}

function checkDigests(content: Uint8Array, headers: Readonly<Record<string, string | undefined>>): void {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(content).digest('base64')) {
    throw new ServiceError('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.');
  }
  for (const [name, value] of Object.entries(headers)) {
    const algorithm = /^x-amz-checksum-(?!type$|algorithm$|mode$)(.+)$/.exec(name)?.[1];
    if (algorithm === undefined || value === undefined) continue;
    const compute = Object.hasOwn(CHECKSUMS, algorithm) ? CHECKSUMS[algorithm] : undefined;
    if (compute === undefined) {
      throw new ServiceError('NotImplemented', 501, `the sandbox account does not compute checksums by ${algorithm}`);
    }
    if (compute(content) === value) continue;
    const shown = algorithm.toUpperCase();
    throw new ServiceError('BadDigest', 400, `The ${shown} you specified did not match the calculated checksum.`);
  }
}

const incompleteBody = (): ServiceError =>
  new ServiceError('IncompleteBody', 400, 'The request body terminated unexpectedly');
