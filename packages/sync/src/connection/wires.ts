import type { Api } from '../http/api.ts';
import type { HttpClient } from '../http/http-client.ts';
import { openPoll } from './poll.ts';
import { openSocket, type SocketConstructor } from './socket.ts';
import type { OpenWire, Wire, WireEvents } from './wire.ts';

type Options = {
  url: string;
  Socket: SocketConstructor;
  http: HttpClient;
  api: Api;
  tab: (events: WireEvents) => Wire;
};

/** The ways to the server. */
export const wires =
  ({ url, Socket, http, api, tab }: Options): OpenWire =>
  (via, events) => {
    if (via === 'socket') return openSocket(Socket, url, events);
    return via === 'poll' ? openPoll({ http, api, events }) : tab(events);
  };
