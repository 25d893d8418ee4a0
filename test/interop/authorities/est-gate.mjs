import { once } from 'node:events';
import { createServer, request } from 'node:https';

/** Lets requests through to an EST server that come with a client certificate of the right CA, or with the password. */
export async function openEstGate({ server, keys, username, password }) {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  // Without a certificate, or with a strange one, it is the password that counts.
  const clients = { requestCert: true, rejectUnauthorized: false };
  const gate = createServer({ ...keys, ...clients }, (call, answer) => {
    const open = call.url.endsWith('/cacerts') || call.socket.authorized;
    if (open || call.headers.authorization === expected) forward(call, answer, server);
    else refuse(call, answer);
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const close = async () => {
    gate.close();
    gate.closeAllConnections();
    await once(gate, 'close');
  };
  return { port: gate.address().port, close };
}

function forward(call, answer, { openUrl, tlsRoot }) {
  const { method, url: path, headers } = call;
  const onward = request(new URL(openUrl).origin, { method, path, headers, ca: tlsRoot }, (response) => {
    answer.writeHead(response.statusCode, response.headers);
    response.pipe(answer);
  });
  onward.on('error', () => answer.writeHead(502).end());
  call.pipe(onward);
}

function refuse(call, answer) {
  call.resume();
  answer.writeHead(401, { 'content-type': 'text/plain', 'www-authenticate': 'Basic realm="est"' });
  answer.end('authorization required\n');
}
