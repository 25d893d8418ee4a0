import * as iam from '@aws-sdk/client-iam';
import * as iot from '@aws-sdk/client-iot';
import * as lambda from '@aws-sdk/client-lambda';
import * as sts from '@aws-sdk/client-sts';
import { zipSync } from 'fflate';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Argument, Call, Kit, Step, Target } from '../../../src/commands/advise/kit/kit.ts';
import { renderKit } from '../../../src/commands/advise/kit/render-kit.ts';
import { removeDevice } from '../../../src/commands/advise/kit/steps.ts';
import { OUTCOMES } from '../../../src/commands/advise/outcomes.ts';
import type { Answers } from '../../../src/commands/advise/questions.ts';
import type { Way } from '../../../src/commands/advise/ways.ts';
import { writeKit } from '../../../src/commands/advise/write-kit.ts';
import { S3 } from '../../sandbox/s3/s3-client.ts';
import type { TemporaryAccount } from '../../sandbox/temporary-account.ts';

export const TARGET: Target = {
  place: { partition: 'aws', account: '000000000000', region: 'us-east-1' },
  name: 'fleet',
  bucket: 'acme-lists',
};

type Client = { send(command: object): Promise<object> };
type Sdk = Readonly<Record<string, new (input: object) => object>>;

const SDKS = { iot, iam, lambda, sts } as const;

export const sdkOf = (service: keyof typeof SDKS): Sdk => SDKS[service] as unknown as Sdk;

/** Carries out the very list of calls that the scripts are rendered from, on an account of the sandbox. */
export class KitRunner implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'certprov-kit-'));
  readonly kit: Kit;
  readonly variables: Record<string, string> = {};
  readonly #account: TemporaryAccount;
  readonly #s3: S3;
  readonly #clients: Readonly<Record<keyof typeof SDKS, Client>>;

  private constructor(way: Way, account: TemporaryAccount, answers: Answers) {
    this.kit = OUTCOMES[way].kit(TARGET, answers);
    this.#account = account;
    const { client } = account;
    this.#s3 = new S3(client);
    this.#clients = {
      iot: new iot.IoTClient(client),
      iam: new iam.IAMClient(client),
      lambda: new lambda.LambdaClient(client),
      sts: new sts.STSClient(client),
    };
  }

  /** The files are there, and nothing is done yet. */
  static async write(way: Way, account: TemporaryAccount, answers: Answers = {}): Promise<KitRunner> {
    const runner = new KitRunner(way, account, answers);
    await writeKit(runner.folder, renderKit(runner.kit, OUTCOMES[way], TARGET));
    return runner;
  }

  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  put(path: string, text: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  text(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  async apply(): Promise<void> {
    for (const { path } of this.kit.inputs) if (!existsSync(this.path(path))) throw new Error(`${path} is missing`);
    await this.#run(this.kit.apply);
  }

  /** All of it, or what comes after a call that is refused. */
  undo({ after }: { readonly after?: string } = {}): Promise<void> {
    const from = this.kit.undo.findIndex((step) => 'operation' in step && step.operation === after);
    return this.#run(this.kit.undo.slice(from + 1));
  }

  /** A script for one device, e.g. `add-device.sh`. */
  async forDevice(path: string, ...values: readonly string[]): Promise<void> {
    const script = [...(this.kit.perDevice ?? []), removeDevice(TARGET)].find((one) => one.path === path)!;
    for (const [index, name] of script.takes.entries()) this.variables[name] = values[index]!;
    await this.#run(script.steps);
  }

  async #run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if ('operation' in step) await this.#call(step);
      else if ('waitFor' in step) {
        await lambda.waitUntilFunctionActiveV2(
          { client: new lambda.LambdaClient(this.#account.client), maxWaitTime: 20, minDelay: 1 },
          { FunctionName: step.functionName },
        );
      }
      // A pause is for AWS; the sandbox's roles can be used at once here.
    }
  }

  async #call({ service, operation, parameters, keep, save = {}, expect }: Call): Promise<void> {
    if (service === 's3api') return this.#bucket(operation, parameters);
    const input = this.#input(parameters);
    const Command = sdkOf(service)[`${operation}Command`]!;
    const answer = await this.#clients[service].send(new Command(input));
    if (keep) this.variables[keep.variable] = memberOf(answer, keep.path);
    for (const [path, file] of Object.entries(save)) this.put(this.#filled(file), memberOf(answer, path));
    if (expect && memberOf(answer, expect.path) !== expect.value) throw new Error('another account');
  }

  #input(parameters: Call['parameters']): object {
    const { ZipFile, ...rest } = Object.fromEntries(Object.entries(parameters).map(([k, v]) => [k, this.#value(v)]));
    return ZipFile === undefined ? rest : { ...rest, Code: { ZipFile } };
  }

  #value(argument: Argument): unknown {
    if (typeof argument !== 'object') return argument;
    if ('json' in argument) return argument.json;
    if ('file' in argument) return this.text(argument.file);
    if ('fileNamedBy' in argument) return this.text(this.#variable(argument.fileNamedBy));
    if ('variable' in argument) {
      const value = this.#variable(argument.variable);
      return argument.lastPart ? value.split('/').at(-1) : value;
    }
    if ('zip' in argument) return this.#zip(argument.zip);
    if ('body' in argument) return this.path(argument.body);
    const words = Object.entries(argument.replace ?? {});
    return JSON.parse(
      words.reduce((text, [word, name]) => text.replaceAll(word, this.#variable(name)), this.text(argument.jsonFile)),
    );
  }

  #variable(name: string): string {
    const value = this.variables[name];
    if (value === undefined) throw new Error(`nothing has kept ${name}`);
    return value;
  }

  #filled(text: string): string {
    return text.replaceAll(/\$\{(\w+)\}/g, (_all, name: string) => this.#variable(name));
  }

  #zip(folder: string): Uint8Array {
    const names = readdirSync(this.path(folder));
    return zipSync(Object.fromEntries(names.map((name) => [name, readFileSync(this.path(folder, name))])));
  }

  async #bucket(operation: string, parameters: Call['parameters']): Promise<void> {
    const { Bucket, Key, Body } = this.#input(parameters) as { Bucket: string; Key: string; Body: string };
    if (operation === 'PutObject') await this.#s3.putObject(Bucket, Key, readFileSync(Body));
    else if (operation === 'DeleteObject') await this.#s3.deleteObject(Bucket, Key);
    else throw new Error(`no such call of s3api: ${operation}`);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The little of JMESPath that the lists use: members and indices. */
function memberOf(answer: object, path: string): string {
  let value: unknown = answer;
  for (const part of path.split(/[.[\]]+/).filter((one) => one !== '')) {
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[part];
  }
  if (typeof value !== 'string') throw new Error(`the answer has no ${path}`);
  return value;
}
