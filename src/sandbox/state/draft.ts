type Json = Record<string, unknown>;

/** A change as it is written to disk: final values by path, and paths that are gone. */
export interface Patch {
  readonly set: readonly (readonly [path: readonly string[], value: unknown])[];
  readonly delete: readonly (readonly string[])[];
}

interface Draft<T extends object> {
  /** Reads and writes go to the original; writes are recorded. */
  readonly root: T;
  /** The original of a recorded object, anything else unchanged. */
  original<V>(value: V): V;
  /** What changed, or undefined when nothing did. */
  patch(): Patch | undefined;
  /** Takes every write back, newest first. */
  revert(): void;
  /** From now on a write through the draft is an error. */
  close(): void;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/**
 * Records the edits of one change on a large object, so that neither the object is copied nor all of it written.
 * An array is recorded as a whole, because its elements move between indices.
 */
export function createDraft<T extends object>(target: T): Draft<T> {
  const proxies = new WeakMap<object, object>();
  const originals = new WeakMap<object, object>();
  const dirty = new Map<string, readonly string[]>();
  const undo: (() => void)[] = [];
  let closed = false;

  const original = <V>(value: V): V => (isObject(value) ? ((originals.get(value) as V | undefined) ?? value) : value);

  /** A value on its way into the state: no draft object may stay inside, and it must survive JSON. */
  const incoming = (value: unknown, path: readonly string[]): unknown => {
    if (!isObject(value)) return value;
    const known = originals.get(value);
    if (known !== undefined) return known;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
      throw new TypeError(
        `the account's state is plain JSON: ${path.join('.')} is a ${value.constructor?.name ?? 'object'}`,
      );
    }
    for (const key of Object.keys(value)) value[key] = incoming(value[key], [...path, key]);
    return value;
  };

  const wrap = (object: Json, path: readonly string[], unit: readonly string[] | undefined): object => {
    const existing = proxies.get(object);
    if (existing !== undefined) return existing;
    const isArray = Array.isArray(object);
    const own = unit ?? (isArray ? path : undefined);
    let isCopied = false;
    const record = (key: string): void => {
      if (closed) throw new TypeError('the account was written to after the change had ended');
      const place = own ?? [...path, key];
      dirty.set(place.join('\0'), place);
      if (isArray) {
        if (isCopied) return;
        isCopied = true;
        const copy: unknown[] = [...object];
        undo.push(() => object.splice(0, object.length, ...copy));
        return;
      }
      const [had, before] = [Object.hasOwn(object, key), object[key]];
      undo.push(() => {
        if (had) object[key] = before;
        else delete object[key];
      });
    };
    const proxy = new Proxy(object, {
      get(on, key, receiver) {
        const value: unknown = Reflect.get(on, key, receiver);
        return isObject(value) && typeof key === 'string' ? wrap(value, [...path, key], own) : value;
      },
      set(on, key, value) {
        if (typeof key !== 'string' || key === '__proto__')
          throw new TypeError(`the account cannot hold a member named ${String(key)}`);
        const stored = incoming(value, [...path, key]);
        record(key);
        return Reflect.set(on, key, stored);
      },
      deleteProperty(on, key) {
        if (typeof key === 'string' && Object.hasOwn(on, key)) record(key);
        return Reflect.deleteProperty(on, key);
      },
      defineProperty() {
        throw new TypeError('the account holds plain JSON: no accessors');
      },
    });
    proxies.set(object, proxy);
    originals.set(proxy, object);
    return proxy;
  };

  return {
    root: wrap(target as Json, [], undefined) as T,
    original,
    patch: () => (dirty.size === 0 ? undefined : collect(target as Json, dirty)),
    revert() {
      for (const restore of undo.toReversed()) restore();
    },
    close() {
      closed = true;
    },
  };
}

function collect(root: Json, dirty: ReadonlyMap<string, readonly string[]>): Patch {
  const set: [readonly string[], unknown][] = [];
  const gone: (readonly string[])[] = [];
  for (const path of dirty.values()) {
    if (path.some((_, depth) => depth > 0 && dirty.has(path.slice(0, depth).join('\0')))) continue;
    let value: unknown = root;
    for (const key of path) value = isObject(value) ? value[key] : undefined;
    if (value === undefined) gone.push(path);
    else set.push([path, value]);
  }
  return { set, delete: gone };
}

/** Repeats a recorded change on another copy of the object. */
export function applyPatch(root: object, patch: Patch): void {
  const parentOf = (path: readonly string[]): Json | undefined => {
    let parent: unknown = root;
    for (const key of path.slice(0, -1)) parent = isObject(parent) ? parent[key] : undefined;
    return isObject(parent) ? parent : undefined;
  };
  for (const path of patch.delete) delete parentOf(path)?.[path.at(-1)!];
  for (const [path, value] of patch.set) {
    const parent = parentOf(path);
    if (parent === undefined) throw new TypeError(`a recorded change has no place to go: ${path.join('.')}`);
    parent[path.at(-1)!] = value;
  }
}
