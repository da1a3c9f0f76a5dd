import { createAggregates, type EventStore, serveFollowers } from '@messenger/event-store';
import { type Logger, newId } from '@messenger/kit';
import { type Bus, handle, type RequestContext, serve, servePartitions } from '@messenger/messaging';
import {
  anyChatCommand,
  type ChatCommand,
  chatCommandsOf,
  contactCommand as contactEndpoint,
  othersChatCommandsOf,
  partitionCount,
  userCommand as userEndpoint,
} from '@messenger/proto';
import { chatKind } from './domain/chat/kind.ts';
import { contactKind } from './domain/contact/kind.ts';
import { userKind } from './domain/user/kind.ts';
import { changeChat } from './handlers/change-chat.ts';
import { contactCommand } from './handlers/contact-command.ts';
import { createDirect, createGroup } from './handlers/create-chat.ts';
import type { Deps } from './handlers/deps.ts';
import { sendMessage } from './handlers/send-message.ts';
import { userCommand } from './handlers/user-command.ts';
import { repairDirects } from './repair.ts';
import { createSlugs } from './slugs.ts';

/** Bytes of chats that stay warm: some 900 that remember all they may, or many more that have less to remember. */
const chatBytes = 256 * 1024 * 1024;

export type AppDeps = { bus: Bus; events: EventStore; log: Logger };

export type App = AsyncDisposable & { ready(): boolean };

/** Boots the service on a connected bus and an open log. Disposing stops taking commands, then finishes those in work. */
export async function startApp({ bus, events, log }: AppDeps): Promise<App> {
  const chats = createAggregates(events, chatKind, { log, maxBytes: chatBytes });
  const deps: Deps = {
    bus,
    events,
    log,
    chats,
    users: createAggregates(events, userKind, { log }),
    slugs: createSlugs(bus, async (chatId) => (await chats.read(chatId)).state.slug, { log }),
    contacts: createAggregates(events, contactKind, { log }),
  };
  await using stack = new AsyncDisposableStack();
  const instance = newId();
  stack.use(await serveFollowers(events, { service: 'chat-command', instance }));
  stack.use(repairDirects(deps, instance));
  stack.use(
    await serve(bus, {
      name: 'chat-command',
      description: "Decides about chats, contacts and profiles; the only writer of their events but a user's first.",
      log,
      concurrency: 2_000,
      endpoints: [
        handle(anyChatCommand, (command, context) => chatCommand(deps, command, context)),
        handle(contactEndpoint, (command, context) => contactCommand(deps, command, context)),
        handle(userEndpoint, (command, context) => userCommand(deps, command, context)),
      ],
    }),
  );
  stack.use(
    await servePartitions(bus, {
      group: 'chat-command',
      instanceId: instance,
      partitions: partitionCount,
      log,
      concurrency: 2_000,
      handledOf: (partition) =>
        handle(chatCommandsOf(partition), (command, context) => chatCommand(deps, command, context)),
      othersHandledOf: (partition) =>
        handle(othersChatCommandsOf(partition), (command, context) => chatCommand(deps, command, context)),
    }),
  );
  const running = stack.move();
  let stopped = false;
  return {
    ready: () => !stopped && bus.healthy(),
    async [Symbol.asyncDispose]() {
      stopped = true;
      await running.disposeAsync();
    },
  };
}

function chatCommand(deps: Deps, command: ChatCommand, context: RequestContext) {
  switch (command.type) {
    case 'SendMessage':
      return sendMessage(deps, command, context);
    case 'CreateDirect':
      return createDirect(deps, command, context);
    case 'CreateGroup':
      return createGroup(deps, command, context);
    default:
      return changeChat(deps, command, context);
  }
}
