import { atMost, counter, gauge, type Logger } from '@messenger/kit';
import { subjectSpaces } from '@messenger/proto';
import { connect, Events, type MsgHdrs, type NatsConnection } from 'nats';
import { createRequester, type Requester } from './requester.ts';

export type BusOptions = {
  url: string;
  user?: string;
  password?: string;
  name: string;
  log: Logger;
  /** Whether to wait for a server that is not there yet; so unless said otherwise. */
  wait?: boolean;
};

/** A connection to NATS that comes back by itself, with one multiplexed inbox for all its requests. */
export type Bus = AsyncDisposable & {
  readonly nc: NatsConnection;
  readonly user: string;
  readonly inbox: string;
  /** Connected right now. */
  healthy(): boolean;
  /** Which connection to which server this is: another one after each reconnect. */
  connectionId(): string;
  /** Asks and waits. @throws NoResponders, RequestTimedOut, Disconnected */
  request: Requester['request'];
  /** Calls the listener after each reconnect; returns how to stop that. */
  onReconnect(listener: () => void): () => void;
  publish(subject: string, payload?: Uint8Array | string, headers?: MsgHdrs): void;
};

const connectedGauge = gauge('nats_client_connected', '1 while this process is connected to NATS');
const reconnectsTotal = counter('nats_client_reconnects_total', 'Times this process came back to NATS');

/** Connects. Settings as measured: see docs/adr/0003. */
export async function connectBus({ url, user, password, name, log, wait = true }: BusOptions): Promise<Bus> {
  const inbox = subjectSpaces.inbox(user ?? name);
  const nc = await connect({
    servers: url.split(','),
    name,
    inboxPrefix: inbox,
    maxReconnectAttempts: -1,
    waitOnFirstConnect: wait,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    pingInterval: 20_000,
    maxPingOut: 2,
    timeout: 5_000,
    ...(user === undefined ? {} : { user, pass: password ?? '' }),
  });
  let connected = true;
  connectedGauge.set(1);
  const reconnectListeners = new Set<() => void>();
  const requester = createRequester(nc, inbox);
  void (async () => {
    for await (const status of nc.status()) {
      if (status.type === Events.Disconnect) {
        connected = false;
        connectedGauge.set(0);
        requester.disconnected();
      }
      if (status.type === Events.Reconnect) {
        connected = true;
        connectedGauge.set(1);
        reconnectsTotal.inc();
        for (const listener of reconnectListeners) listener();
      }
      if (status.type === Events.Error)
        log.error({ data: status.data, permission: status.permissionContext }, 'nats error');
      else if (status.type !== 'pingTimer') log.debug({ status: status.type, data: status.data }, 'nats');
    }
  })();
  return {
    nc,
    user: user ?? name,
    inbox,
    healthy: () => connected && !nc.isClosed(),
    connectionId: () => `${nc.info?.server_id} ${nc.info?.client_id}`,
    request: requester.request,
    onReconnect(listener) {
      reconnectListeners.add(listener);
      return () => reconnectListeners.delete(listener);
    },
    publish: (subject, payload, headers) => nc.publish(subject, payload, headers ? { headers } : {}),
    async [Symbol.asyncDispose]() {
      requester.close();
      if (nc.isClosed()) return;
      if (connected) await atMost(2_000, nc.drain());
      if (!nc.isClosed()) await nc.close();
    },
  };
}
