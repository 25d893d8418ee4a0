import { silence } from './connection-failure.ts';
import { isOfTheWay, neitherAnswered, type FailedWay } from './failed-way.ts';
import type { DeviceEndpoint } from './device-endpoint.ts';
import { openTls, type DeviceIdentity, type OpenTls } from './open-tls.ts';

/** A session, and which way it came about. */
export interface OpenedWay extends OpenTls {
  readonly endpoint: DeviceEndpoint;
  readonly failed: readonly FailedWay[];
}

export interface WayTimes {
  readonly timeoutMs: number;
  /** Before the other way is tried beside the first: an open port answers sooner, a firewall that drops packets never. */
  readonly patienceMs?: number | undefined;
}

const PATIENCE_MS = 3_000;

/**
 * TLS by the first way, or by the other one where that does not answer. Both together wait no longer than patience and
 * one limit, and the loser has sent nothing but its part of a handshake.
 */
export async function openWay(endpoint: DeviceEndpoint, identity: DeviceIdentity, times: WayTimes): Promise<OpenedWay> {
  const { otherwise } = endpoint;
  if (otherwise === undefined) {
    const session = await openTls(endpoint, identity, times.timeoutMs);
    return { ...session, endpoint, failed: [] };
  }
  return new Promise((resolve, reject) => {
    const losing = new AbortController();
    const failed: FailedWay[] = [];
    let isOver = false;
    const end = (act: () => void): void => {
      isOver = true;
      clearTimeout(patience);
      losing.abort();
      act();
    };
    const startedAt = performance.now();
    const withFirst = (): readonly FailedWay[] => {
      if (failed.length > 0) return failed;
      const seconds = Math.ceil((performance.now() - startedAt) / 1000);
      return [{ endpoint, error: silence(endpoint, seconds) }];
    };
    const won = (session: OpenTls, way: DeviceEndpoint): void => {
      // The other one was faster, by a moment.
      if (isOver) session.socket.destroy();
      else end(() => resolve({ ...session, endpoint: way, failed: way === endpoint ? failed : withFirst() }));
    };
    const lost = (error: unknown, way: DeviceEndpoint): void => {
      if (isOver) return;
      failed.push({ endpoint: way, error });
      if (way === endpoint && !isOfTheWay(error)) end(() => reject(error));
      else if (failed.length === 2) end(() => reject(neitherAnswered(failed)));
      else tryOther();
    };
    const tryWay = (way: DeviceEndpoint): void =>
      void openTls(way, identity, times.timeoutMs, losing.signal).then(
        (session) => won(session, way),
        (error: unknown) => lost(error, way),
      );
    let isOtherTried = false;
    const tryOther = (): void => {
      if (isOtherTried) return;
      isOtherTried = true;
      tryWay(otherwise);
    };
    const patience = setTimeout(tryOther, times.patienceMs ?? PATIENCE_MS);
    tryWay(endpoint);
  });
}
