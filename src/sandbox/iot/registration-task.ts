import { randomUUID } from 'node:crypto';
import { type Call, lookup, ServiceError } from '../service.ts';
import { s3Of } from '../s3/find.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidRequest, requirePattern, resourceNotFound } from './errors.ts';
import { page } from './page.ts';
import { permissionsOf } from './provisioning/provisioning-edit.ts';
import { provisionThing } from './provisioning/provision-thing.ts';
import { readTemplateBody } from './provisioning/template-body.ts';
import type { RegistrationTaskRecord } from './state.ts';

interface StartInput {
  readonly templateBody: string;
  readonly inputFileBucket: string;
  readonly inputFileKey: string;
  readonly roleArn: string;
}

interface TaskInput {
  readonly taskId: string;
}

const PAGE_SIZE = 25;

/**
 * Registers a thing per line of a file, which is the object of a bucket. All is done when this answers.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/bulk-provisioning.html
 */
export async function startThingRegistrationTask(input: StartInput, call: Call): Promise<object> {
  const { templateBody, inputFileBucket, inputFileKey, roleArn } = input;
  requirePattern(roleArn, 'roleArn', /^arn:aws[\w-]*:iam::\d{12}:role\/.{1,512}$/);
  readTemplateBody(templateBody);
  const now = call.clock.now().toISOString();
  const task: RegistrationTaskRecord = {
    id: randomUUID(),
    templateBody,
    inputFileBucket,
    inputFileKey,
    roleArn,
    status: 'Completed',
    successCount: 0,
    failureCount: 0,
    createdAt: now,
    lastModifiedAt: now,
    results: [],
    errors: [],
  };
  try {
    const text = await readInput(input, call);
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() !== '') await registerLine(task, { line, lineNumber: index + 1 }, call);
    }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    task.status = 'Failed';
    task.message = error.message;
  }
  task.lastModifiedAt = call.clock.now().toISOString();
  await call.store.change((state) => {
    regionOf(state, call.region).iot.registrationTasks[task.id] = task;
  });
  return { taskId: task.id };
}

async function readInput({ inputFileBucket, inputFileKey, roleArn }: StartInput, call: Call): Promise<string> {
  const blob = await call.store.read((state) => {
    const require = permissionsOf(state, roleArn, call);
    require('s3:GetObject', `arn:aws:s3:::${inputFileBucket}/${inputFileKey}`);
    const object = lookup(lookup(s3Of(state).buckets, inputFileBucket)?.objects ?? {}, inputFileKey);
    if (object !== undefined) return object.blob;
    throw resourceNotFound(`There is no object ${inputFileKey} in the bucket ${inputFileBucket}`);
  });
  return Buffer.from(await call.store.getBlob(blob)).toString();
}

async function registerLine(
  task: RegistrationTaskRecord,
  { line, lineNumber }: { readonly line: string; readonly lineNumber: number },
  call: Call,
): Promise<void> {
  try {
    const { templateBody, roleArn } = task;
    const done = await provisionThing({ templateBody, roleArn, parameters: parametersOf(line) }, call);
    const response = { CertificatePem: done.certificatePem, ResourceArns: done.resourceArns };
    task.results.push(JSON.stringify({ lineNumber, statusCode: 200, response }));
    task.successCount += 1;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    task.errors.push(
      JSON.stringify({ lineNumber, statusCode: error.status, errorCode: error.code, message: error.message }),
    );
    task.failureCount += 1;
  }
}

function parametersOf(line: string): Record<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest('The line is not a JSON object of parameters');
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]));
}

export function describeThingRegistrationTask(input: TaskInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const { id, createdAt, lastModifiedAt, results: _results, errors: _errors, ...rest } = findTask(state, input, call);
    return {
      ...rest,
      taskId: id,
      creationDate: new Date(createdAt),
      lastModifiedDate: new Date(lastModifiedAt),
      percentageProgress: 100,
    };
  });
}

export function listThingRegistrationTasks(
  input: { readonly nextToken?: string; readonly maxResults?: number; readonly status?: string },
  call: Call,
): Promise<object> {
  const size = Math.min(input.maxResults ?? PAGE_SIZE, call.settings.pageSize ?? Number.POSITIVE_INFINITY);
  return call.store.read((state) => {
    const all = Object.entries(regionOf(state, call.region).iot.registrationTasks);
    const wanted = all.filter(([, { status }]) => input.status === undefined || status === input.status);
    const { items, next } = page(Object.fromEntries(wanted), { token: input.nextToken, size });
    return { taskIds: items.map(({ id }) => id), nextToken: next };
  });
}

/** A link that is the report: no bucket has to hold it. */
export function listThingRegistrationTaskReports(
  input: TaskInput & { readonly reportType: 'ERRORS' | 'RESULTS' },
  call: Call,
): Promise<object> {
  return call.store.read((state) => {
    const { results, errors } = findTask(state, input, call);
    const lines = input.reportType === 'ERRORS' ? errors : results;
    const report = Buffer.from(lines.map((line) => `${line}\n`).join('')).toString('base64');
    const resourceLinks = lines.length === 0 ? [] : [`data:application/json;base64,${report}`];
    return { reportType: input.reportType, resourceLinks };
  });
}

export function stopThingRegistrationTask(input: TaskInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const { status } = findTask(state, input, call);
    throw invalidRequest(`Only a task in progress can be stopped; this one is ${status}`);
  });
}

function findTask(state: AccountState, { taskId }: TaskInput, call: Call): RegistrationTaskRecord {
  const found = lookup(regionOf(state, call.region).iot.registrationTasks, taskId);
  if (!found) throw resourceNotFound(`Task ${taskId} was not found`);
  return found;
}
