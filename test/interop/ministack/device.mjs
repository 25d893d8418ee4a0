import { once } from 'node:events';
import { connectAsync } from 'mqtt';

const PATIENCE_MS = 20_000;

/** A device that knows the topics of fleet provisioning, and reads answers as they come, without any product's code. */
export async function connectDevice({ host, port, servername, rootsPem }, { certificatePem, keyPem }) {
  const client = await connectAsync({
    protocol: 'mqtts',
    host,
    port,
    servername,
    ca: rootsPem,
    cert: certificatePem,
    key: keyPem,
    clientId: `lathe-${process.pid}`,
    reconnectPeriod: 0,
    connectTimeout: PATIENCE_MS,
  });

  /** What comes on `accepted` or on `rejected`, or silence. */
  async function ask(topic, payload) {
    const answers = ['accepted', 'rejected'].map((end) => `${topic}/${end}`);
    await client.subscribeAsync(answers, { qos: 1 });
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = nextMessage(client, answers, signal);
    await client.publishAsync(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), { qos: 1 });
    const { topic: from, text } = await answer;
    await client.unsubscribeAsync(answers);
    return { accepted: from.endsWith('/accepted'), ...JSON.parse(text) };
  }

  return {
    create: () => ask('$aws/certificates/create/json', {}),
    register: (template, payload) => ask(`$aws/provisioning-templates/${template}/provision/json`, payload),
    close: () => client.endAsync(true),
  };
}

async function nextMessage(client, topics, signal) {
  for (;;) {
    const [topic, payload] = await once(client, 'message', { signal }).catch(() => {
      throw new Error(`no answer on ${topics.join(' or ')}`);
    });
    if (topics.includes(topic)) return { topic, text: payload.toString() };
  }
}
