// Loaded into certprov before it starts (`node --import`): sees everything that leaves a mark outside of the process, in
// order, and names each point between two of these effects. What is to happen at a point stands in CERTPROV_POINTS:
// `trace` is the file that gets all points, `images` a folder that gets the state folder as a kill would leave it there (a
// look at the account leaves it as it was), `at` one point and `strike` what happens there: signals, or the code of an error of the file system.
import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join, relative, sep } from 'node:path';
import process from 'node:process';
import tls from 'node:tls';
import { isMainThread } from 'node:worker_threads';

const order = process.env['CERTPROV_POINTS'];
// A function of the sandbox account is another process, which is not struck.
if (order !== undefined && isMainThread && basename(process.argv[1] ?? '') === 'certprov.js') {
  watch(JSON.parse(order), process.env['CERTPROV_HOME']);
  delete process.env['CERTPROV_POINTS'];
  delete process.env['NODE_OPTIONS'];
}

function watch({ trace, images, at, strike }, home) {
  const { appendFileSync, cpSync } = fs;
  const seen = new Map();
  let isStruck = false;
  let lastImage = 0;

  /** `torn`: writes a half of what is being written, to a path. */
  function point({ channel, subject, phase, changes, torn }) {
    const name = `${subject}, ${phase}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const id = count === 1 ? name : `${name} (${count})`;
    if (images !== undefined && (changes || lastImage === 0)) {
      lastImage += 1;
      const image = join(images, String(lastImage));
      cpSync(home, image, { recursive: true });
      torn?.((path) => join(image, relative(home, path)));
    }
    if (trace !== undefined)
      appendFileSync(trace, `${JSON.stringify({ id, channel, subject, phase, changes, image: lastImage })}\n`);
    if (id !== at || isStruck) return;
    isStruck = true;
    if (strike.startsWith('SIG')) {
      if (strike === 'SIGKILL') torn?.((path) => path);
      for (const signal of strike.split(' ')) process.kill(process.pid, signal);
    } else {
      torn?.((path) => path);
      throw Object.assign(new Error(`${strike}: at ${id}`), { code: strike, syscall: 'write' });
    }
  }

  watchFiles(point, home);
  watchCalls(point);
  watchDevices(point);
  syncBuiltinESMExports();
}

/** Files of certprov: its state folder without the embedded account, and what it was asked to write elsewhere. */
function watchFiles(point, home) {
  const { promises, appendFileSync } = fs;
  const isOwn = (path) => typeof path === 'string' && !path.includes(`${sep}sandbox`) && !path.startsWith('/proc');
  const names = new WeakMap();

  const around = (object, method, watched) => {
    const original = object[method];
    object[method] = function (...args) {
      const effect = watched.call(this, ...args);
      return effect === undefined ? original.apply(this, args) : effect(() => original.apply(this, args));
    };
  };
  const step = (effect) => async (act) => {
    point({ ...effect, phase: 'before' });
    const result = await act();
    point({ ...effect, phase: 'after' });
    return result;
  };
  const stepSync = (effect) => (act) => {
    point({ ...effect, phase: 'before' });
    act();
    point({ ...effect, phase: 'after' });
  };

  const { open } = promises;
  promises.open = async (path, flags, mode) => {
    const isMade = typeof flags === 'number' && (flags & fs.constants.O_CREAT) !== 0 && isOwn(path);
    const effect = { channel: channelOf(path, home), subject: `make ${nameOf(path, home)}`, changes: true };
    const handle = await (isMade ? step(effect)(() => open(path, flags, mode)) : open(path, flags, mode));
    names.set(handle, path);
    watchHandle(Object.getPrototypeOf(handle));
    return handle;
  };

  let isWatched = false;
  const watchHandle = (prototype) => {
    if (isWatched) return;
    isWatched = true;
    around(prototype, 'appendFile', function (text) {
      const path = names.get(this);
      if (!isOwn(path)) return undefined;
      const effect = { channel: channelOf(path, home), subject: lineOf(path, text, home), changes: true };
      return async (act) => {
        point({ ...effect, phase: 'before' });
        const half = Buffer.from(text).subarray(0, Math.ceil(Buffer.byteLength(text) / 2));
        point({ ...effect, phase: 'half written', torn: (place) => appendFileSync(place(path), half) });
        await act();
        point({ ...effect, phase: 'written, not flushed' });
      };
    });
    around(prototype, 'sync', function () {
      const path = names.get(this);
      if (!isOwn(path)) return undefined;
      const effect = { channel: channelOf(path, home), subject: `flush ${nameOf(path, home)}`, changes: true };
      return step(effect);
    });
  };

  for (const [method, which] of [
    ['writeFile', 0],
    ['link', 1],
    ['rm', 0],
    ['mkdir', 0],
  ]) {
    around(promises, method, (...args) => {
      const path = args[which];
      if (!isOwn(path)) return undefined;
      // The name of a lock that is not yet in place is made up.
      const effect = { channel: channelOf(path, home), subject: `${method} ${nameOf(path, home)}`, changes: true };
      return step(effect);
    });
  }
  around(fs, 'writeFileSync', (path) =>
    isOwn(path) && path.startsWith(home)
      ? stepSync({ channel: channelOf(path, home), subject: `write ${nameOf(path, home)}`, changes: true })
      : undefined,
  );
}

const partsOf = (path, home) => relative(home, path).split(sep);

function channelOf(path, home) {
  const [first] = partsOf(path, home);
  return first === 'journal' || first === 'lock' ? first : 'file';
}

/** Without what is made up anew in each run. */
function nameOf(path, home) {
  const parts = partsOf(path, home);
  if (parts[0] === 'journal') return parts.at(-1).endsWith('.jsonl') ? 'the journal' : 'the folder of journals';
  if (parts[0] === 'lock')
    return parts.length < 3 ? 'the folder of locks' : `the lock${/\.[-0-9a-f]+$/.test(path) ? ' aside' : ''}`;
  return parts[0] === 'authorities' ? 'the issuer' : basename(path);
}

/** `journal: started iam:CreateRole` */
function lineOf(path, text, home) {
  const line = String(text).trim().split('\n').at(-1);
  try {
    const { state, action, proof } = JSON.parse(line);
    if (proof !== undefined) return `journal: proof ${proof}`;
    return state === undefined ? 'journal: head' : `journal: ${state} ${action.kind}`;
  } catch {
    return `append ${nameOf(path, home)}`;
  }
}

/** Requests over HTTP: before they leave, and when an answer came that nobody has seen yet. */
function watchCalls(point) {
  const { prototype } = http.ClientRequest;
  const calls = new WeakMap();
  const { emit, write, end } = prototype;
  const bodies = new WeakMap();
  prototype.write = function (chunk, ...rest) {
    bodies.set(this, `${bodies.get(this) ?? ''}${textOf(chunk)}`);
    return Reflect.apply(write, this, [chunk, ...rest]);
  };
  prototype.end = function (chunk, ...rest) {
    if (!calls.has(this)) {
      calls.set(this, callOf(this, `${bodies.get(this) ?? ''}${textOf(chunk)}`));
      point({ ...calls.get(this), phase: 'before it leaves' });
    }
    return Reflect.apply(end, this, [chunk, ...rest]);
  };
  prototype.emit = function (event, ...args) {
    if (event === 'response' && calls.has(this)) point({ ...calls.get(this), phase: 'done, answer not read' });
    return Reflect.apply(emit, this, [event, ...args]);
  };
}

const textOf = (chunk) =>
  typeof chunk === 'string' || chunk instanceof Uint8Array ? Buffer.from(chunk).toString('latin1') : '';

const READ = /^(Get|List|Describe|Simulate)/;
/** ListTargetsForPolicy and ListAttachedPolicies are a POST. */
const READ_BY_POST = /^\/(policy-targets|attached-policies)\//;

function callOf(request, body) {
  const target = request.getHeader('x-amz-target');
  const scope = /\/(\w[\w-]*)\/aws4_request/.exec(String(request.getHeader('authorization') ?? ''))?.[1];
  const path = request.path.split('?')[0];
  const operation =
    /[?&]Action=(\w+)|^Action=(\w+)|&Action=(\w+)/.exec(body)?.slice(1).find(Boolean) ??
    /\/operation\/(\w+)$/.exec(path)?.[1] ??
    (target === undefined ? undefined : String(target).split('.').at(-1));
  const what = operation ?? `${request.method} ${path.replace(/[0-9a-f]{16,}|\d{8}T\d+Z-[0-9a-f]+/g, '*')}`;
  const isChange =
    operation === undefined ? request.method !== 'GET' && !READ_BY_POST.test(path) : !READ.test(operation);
  return { channel: scope === undefined ? 'CA' : 'call', subject: `${scope ?? 'CA'} ${what}`, changes: isChange };
}

/** What a device says to AWS IoT over MQTT, and what it is told. */
function watchDevices(point) {
  const { connect } = tls;
  tls.connect = (...args) => {
    const socket = connect(...args);
    // A request over HTTPS is seen above.
    if (args.some((arg) => arg?.ALPNProtocols?.includes?.('http/1.1'))) return socket;
    const { write, emit } = socket;
    let isSaying = false;
    socket.write = function (...said) {
      if (!isSaying) {
        isSaying = true;
        setImmediate(() => (isSaying = false));
        point({ channel: 'device', subject: 'device', phase: 'before it speaks', changes: true });
      }
      return Reflect.apply(write, this, said);
    };
    socket.emit = function (event, ...heard) {
      if (event === 'data') point({ channel: 'device', subject: 'device', phase: 'told, not heard', changes: true });
      return Reflect.apply(emit, this, [event, ...heard]);
    };
    return socket;
  };
}
