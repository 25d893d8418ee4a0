import { createServer } from 'node:http';
import { connect } from 'node:net';

/**
 * Stands in for the name service: an HTTP proxy that leads whoever asks for the account's endpoint to the broker on
 * this machine. The device itself uses the name that AWS gave it, and so sends it as SNI and verifies it.
 */
export async function startNameService({ servername, port }) {
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
    client.on('error', () => broker.destroy());
    broker.on('error', () => client.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    proxy: { host: '127.0.0.1', port: server.address().port },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
