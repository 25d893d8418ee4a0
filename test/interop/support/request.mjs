import { once } from 'node:events';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

/** One request on a connection of its own; whatever the status, the answer is the answer. */
export async function request(url, { body = '', headers = {}, ...options } = {}) {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const length = { 'content-length': Buffer.byteLength(body) };
  const call = send(url, { agent: false, timeout: 10_000, ...options, headers: { ...length, ...headers } });
  call.on('timeout', () => call.destroy(new Error(`${url} does not answer`)));
  call.end(body);
  const [response] = await once(call, 'response');
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** The same with JSON both ways; an answer without a body is an empty document. */
export async function requestJson(url, { body, headers = {}, ...options } = {}) {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const sent = { 'content-type': 'application/json', ...headers };
  const answer = await request(url, { method: 'POST', ...options, ...content, headers: sent });
  return { ...answer, body: answer.body.trim() === '' ? {} : JSON.parse(answer.body) };
}
