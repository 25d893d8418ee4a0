import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno, writeFileAtomically } from './state/write-file-atomically.ts';

/** Ports on which AWS IoT serves MQTT. @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
export const DOOR_PORTS = [8883, 443] as const;

export type DoorPort = (typeof DOOR_PORTS)[number];

/**
 * What a device meets on its way to a port. `refused`: nobody listens. `reset`: a firewall cuts it off. `silent`: a
 * firewall drops its packets.
 */
export const DOOR_STATES = ['open', 'refused', 'reset', 'silent'] as const;

export type DoorState = (typeof DOOR_STATES)[number];

type Network = Readonly<Record<DoorPort, DoorState>>;

const fileOf = (folder: string): string => join(folder, 'network.json');

/** The network between devices and the account, as it is now; open unless somebody has said otherwise. */
export function readNetwork(folder: string): Network {
  const found = stored(folder);
  const stateOf = (port: DoorPort): DoorState => DOOR_STATES.find((state) => state === found[port]) ?? 'open';
  return { 8883: stateOf(8883), 443: stateOf(443) };
}

/** From the next connection on, in every process that serves the account. */
export function setDoor(folder: string, port: DoorPort, state: DoorState): void {
  writeFileAtomically(fileOf(folder), JSON.stringify({ ...readNetwork(folder), [port]: state }));
}

export const openNetwork = (folder: string): void => rmSync(fileOf(folder), { force: true });

function stored(folder: string): Partial<Record<DoorPort, unknown>> {
  try {
    return JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Partial<Record<DoorPort, unknown>>;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return {};
    throw error;
  }
}
