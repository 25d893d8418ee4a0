import { createServer } from 'node:http';
import { connect } from 'node:net';

/**
 * Stands in for the name service: an HTTP proxy that leads whoever asks for the account's endpoint to the broker on
 * this machine. The device itself uses the name that AWS gave it, and so sends it as SNI and verifies it.
 */
export async function startNameService({ servername, port }) {
  const open = new Set();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, client, head) => {
    if (request.url !== `${servername}:8883`) {
      client.end('HTTP/1.1 404 Not Found\r\n\r\n');
      return;
    }
    const broker = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      broker.write(head);
      broker.pipe(client).pipe(broker);
    });
    // Neither outlives the other: a half of a connection that nobody reads would keep this server open for ever.
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ]) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    proxy: { host: '127.0.0.1', port: server.address().port },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      server.closeAllConnections();
      await closed;
    },
  };
}
