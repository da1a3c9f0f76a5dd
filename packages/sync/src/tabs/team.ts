import { v7 } from 'uuid';
import type { Connection } from '../connection/connection.ts';
import type { ServerFrame, Wire, WireEvents } from '../connection/wire.ts';
import type { Api } from '../http/api.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { OutboxChange } from '../outbox/outbox.ts';
import type { Pace } from '../outbox/pace.ts';
import type { Channel, TabsHost } from './host.ts';
import { type Leadership, leadership } from './leadership.ts';
import type { TabMessage } from './messages.ts';
import { createRelay } from './relay.ts';
import { openTabWire } from './tab-wire.ts';
import { watchLeader } from './watch.ts';

type Options = {
  /** None: this tab is alone and leads. */
  host: TabsHost | undefined;
  connection: () => Connection;
  cursor: () => string | undefined;
  pace: Pace;
  http: Pick<HttpClient, 'reached'>;
  api: Pick<Api, 'sync' | 'contacts'>;
  /** It is known, or has changed, who leads. */
  onRole: (role: 'leader' | 'follower') => void;
  onOutbox: (change: OutboxChange) => void;
  onDelivered: (chatId: string, upTo: number) => void;
};

export type Team = ReturnType<typeof createTeam>;

/**
 * The tabs of one user in one browser: one leads and has the connection, the others have it through the leader. Who
 * leads is a lock's to say, so there is one at most; and should two believe it for a moment, as when a frozen tab
 * wakes, the ids of messages keep anything from happening twice.
 */
export function createTeam({ host, connection, cursor, pace, http, api, onRole, onOutbox, onDelivered }: Options) {
  const id = v7();
  let channel: Channel | undefined;
  let lead: Leadership | undefined;
  const listeners = new Set<(message: TabMessage) => void>();
  const post = (message: TabMessage) => channel?.postMessage(message);
  const listen = (listener: (message: TabMessage) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  const relay = createRelay({ id, post, connection, cursor, pace });
  const watch = watchLeader({ ping: () => post({ kind: 'ping', from: id }), lost: () => lead?.steal() });
  const leads = () => !host || lead?.role() === 'leader';

  const become = (role: 'leader' | 'follower') => {
    relay.end();
    watch.stop();
    if (role === 'follower') watch.start();
    onRole(role);
  };
  const heard = (message: TabMessage) => {
    if (message.kind === 'outbox') onOutbox(message.change);
    else if (message.kind === 'delivered') onDelivered(message.chatId, message.upTo);
    else if (leads()) relay.heard(message);
    else if (isLeaders(message) || ('to' in message && message.to === id)) watch.heard();
    if (message.kind === 'live' && !leads()) connection().wake();
    for (const listener of [...listeners]) listener(message);
  };

  return {
    leads,
    start(userId: string): void {
      if (!host) {
        onRole('leader');
        return;
      }
      const opened = host.channel(`messenger:${userId}`);
      channel = opened;
      opened.addEventListener('message', ({ data }) => {
        if (channel === opened) heard(data as TabMessage);
      });
      lead = leadership(host.locks, `messenger:${userId}`, become);
    },
    stop(): void {
      watch.stop();
      relay.end();
      lead?.stop();
      lead = undefined;
      channel?.close();
      channel = undefined;
    },
    openWire: (events: WireEvents): Wire => openTabWire({ id, post, listen, http, api, events }),
    /** For the followers: a frame that came, and whether there is a connection. */
    passOn(frame: ServerFrame): void {
      if (leads()) relay.frame(frame);
    },
    link(isLive: boolean): void {
      if (host && leads()) relay.link(isLive);
    },
    tellDelivered: (chatId: string, upTo: number): void => post({ kind: 'delivered', chatId, upTo }),
    tellOutbox: (change: OutboxChange): void => post({ kind: 'outbox', change }),
  };
}

const isLeaders = ({ kind }: TabMessage): boolean => kind === 'frame' || kind === 'live' || kind === 'down';
