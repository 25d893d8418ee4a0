import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { DoorState } from '../network.ts';

/** A port of this machine that stands for one of AWS IoT's, with the network before it. */
export class Door {
  readonly #state: () => DoorState;
  readonly #welcome: (socket: Socket) => void;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #listening: Promise<void> | undefined;

  constructor(state: () => DoorState, welcome: (socket: Socket) => void) {
    this.#state = state;
    this.#welcome = welcome;
  }

  /** The same for as long as the account is served, also while nobody listens there. */
  async port(): Promise<number> {
    if (this.#port === 0 || this.#state() !== 'refused') await (this.#listening ??= this.#listen());
    if (this.#state() === 'refused') this.#leave();
    return this.#port;
  }

  async close(): Promise<void> {
    const server = this.#leave();
    for (const socket of this.#sockets) socket.destroy();
    if (server?.listening) await once(server, 'close');
  }

  async #listen(): Promise<void> {
    const server = createServer((socket) => this.#meet(socket));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Who is in already stays. */
  #leave(): Server | undefined {
    const server = this.#server;
    this.#server = undefined;
    this.#listening = undefined;
    server?.close();
    return server;
  }

  #meet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
    const state = this.#state();
    if (state === 'open') this.#welcome(socket);
    // Somebody closed the port while it was served: what is left of "refused" is the end of the connection.
    else if (state !== 'silent') socket.resetAndDestroy();
  }
}
