// A Lambda function that gives a wrong answer on demand: which one is in its environment.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ANSWERS } from './answers.mjs';
import { authorityOf, requestOf } from './x509.mjs';

const { ANSWER, START_MS = '0' } = process.env;
const authority = authorityOf(JSON.parse(readFileSync(new URL('authority.json', import.meta.url), 'utf8')));
let invocations = 0;

await sleep(Number(START_MS));

export const handler = async (event) => {
  invocations += 1;
  const csrPem = event.certificateSigningRequest;
  return ANSWERS[ANSWER]({ csrPem, request: requestOf(csrPem), authority, invocations });
};

export const notAFunction = 'as a handler';
