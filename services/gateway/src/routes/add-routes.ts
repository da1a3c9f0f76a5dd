import type { Checks } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import type { FastifyInstance } from 'fastify';
import type { Tokens } from '../auth/tokens.ts';
import type { ChatCommands } from '../bus/chat-commands.ts';
import type { CoalescedReceipts } from '../bus/coalesced-receipts.ts';
import type { MoveReceipt } from '../bus/gathered-receipts.ts';
import type { SyncAsker } from '../bus/sync-asker.ts';
import { asker } from '../http/asker.ts';
import { userGuard } from '../http/caller.ts';
import type { Hub } from '../live/hub.ts';
import type { Polls } from '../poll/polls.ts';
import type { Devices } from '../realtime/devices.ts';
import { attachmentRoutes } from './attachments.ts';
import { authRoutes } from './auth.ts';
import { chatRoutes } from './chats.ts';
import { contactRequestRoutes } from './contact-requests.ts';
import { contactRoutes } from './contacts.ts';
import { groupRoutes } from './groups.ts';
import type { MediaDoor } from './media-door.ts';
import { memberRoutes } from './members.ts';
import { singleMessageRoutes } from './message.ts';
import { messageSearchRoutes } from './message-search.ts';
import { messageRoutes } from './messages.ts';
import { operationRoutes } from './operations.ts';
import { sessionRoutes } from './sessions.ts';
import { syncRoutes } from './sync.ts';
import { userRoutes } from './users.ts';

export type RouteServices = {
  media: MediaDoor | undefined;
  bus: Bus;
  hub: Hub;
  tokens: Tokens;
  chatCommands: ChatCommands;
  moveReceipt: MoveReceipt;
  receipts: CoalescedReceipts;
  askSync: SyncAsker;
  polls: Polls;
  shortPolls: Polls;
  devices: Devices;
  checks: Checks;
};

/** Every resource under `/api`, a plugin each; behind the guard all but where sessions begin. */
export async function addRoutes(app: FastifyInstance, services: RouteServices): Promise<void> {
  const ask = asker(services.bus, services.hub);
  const options = { ...services, ask, user: userGuard(services.tokens), prefix: '/api' };
  await app.register(operationRoutes, { checks: services.checks });
  await app.register(authRoutes, options);
  await app.register(sessionRoutes, options);
  await app.register(userRoutes, options);
  await app.register(contactRoutes, options);
  await app.register(contactRequestRoutes, options);
  await app.register(chatRoutes, options);
  await app.register(groupRoutes, options);
  await app.register(memberRoutes, options);
  await app.register(messageRoutes, options);
  await app.register(messageSearchRoutes, options);
  await app.register(singleMessageRoutes, options);
  await app.register(attachmentRoutes, options);
  await app.register(syncRoutes, options);
}
