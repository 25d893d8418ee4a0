import { type Access, type ClientSettings, clientSettings } from './client-settings.ts';
import type { ServiceName } from './configured-endpoints.ts';
import type { Connection } from './connection.ts';
import { countChanges } from './count-changes.ts';
import { type GuardedClient, noteEndpoint, refuseOtherMachines, refuseWrites } from './guards.ts';
import { refusePages, refuseWrongShapes } from './read-answers.ts';

/** An SDK client with the guards that belong to its use. */
export function connectClient<C extends GuardedClient>(
  Client: new (settings: ClientSettings) => C,
  connection: Connection,
  service: ServiceName,
  access: Access,
): C {
  // The SDK says at every start that Node 20 is past its end, which is news for whoever installs certprov, not for its
  // screen. This is the SDK's own switch, so that no other warning is lost.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const client = new Client(clientSettings(connection, service, access));
  if (access === 'read') refuseWrites(client);
  if (connection.isolated) refuseOtherMachines(client);
  refusePages(client, service);
  refuseWrongShapes(client);
  if (access !== 'read') countChanges(client, connection.changes);
  noteEndpoint(client);
  return client;
}
