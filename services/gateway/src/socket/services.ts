import type { Logger } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import type { Tokens } from '../auth/tokens.ts';
import type { ChatCommands } from '../bus/chat-commands.ts';
import type { CoalescedReceipts } from '../bus/coalesced-receipts.ts';
import type { SyncAsker } from '../bus/sync-asker.ts';
import type { Limits } from '../limits/limits.ts';
import type { Hub } from '../live/hub.ts';
import type { Devices } from '../realtime/devices.ts';
import type { Connections } from './connections.ts';
import type { Timing } from './vital-signs.ts';

/** What sockets work with. */
export type SocketServices = {
  bus: Bus;
  hub: Hub;
  tokens: Tokens;
  chatCommands: ChatCommands;
  receipts: CoalescedReceipts;
  limits: Limits;
  devices: Devices;
  connections: Connections;
  askSync: SyncAsker;
  timing: Timing;
  maxConnections: number;
  maxUserSockets: number;
  log: Logger;
};
