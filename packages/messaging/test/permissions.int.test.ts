import { silentLogger as log, newId } from '@messenger/kit';
import {
  anyChatCommand,
  buckets,
  chatStream,
  natsUsers,
  notFound,
  type ServiceUser,
  streamSpecs,
  subjects,
} from '@messenger/proto';
import { provisionLog, type TestStack, testStack } from '@messenger/testkit';
import { connect, Events, type NatsConnection, RequestStrategy } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bus, call, connectBus, handle, RequestTimedOut, serve } from '../src/index.ts';

const services = Object.keys(natsUsers(1)).filter((user) => user !== 'operator') as ServiceUser[];
const id = newId();
/** What may be written, and by whom alone. */
const spaces: Record<string, ServiceUser[]> = {
  [subjects.chatEvents(id)]: ['chat-command'],
  [subjects.contactEvents(id)]: ['chat-command'],
  [subjects.userEvents(id)]: ['auth', 'chat-command'],
  [subjects.receipts(id)]: ['delivery'],
  [subjects.genesis('DIRECTORY')]: [],
  [subjects.anyChatCommand]: ['gateway'],
  [subjects.contactCommand]: ['gateway'],
  [subjects.auth('login')]: ['gateway'],
  [subjects.query('chats')]: ['gateway'],
  [subjects.presence(id)]: ['delivery'],
  [subjects.typing(id)]: ['gateway'],
  [subjects.gatewayReports('devices')]: ['gateway'],
  [subjects.gatewayReports('roll-call')]: ['delivery'],
  [`$KV.${buckets.sessions.name}.${id}`]: ['auth'],
  [`$KV.${buckets.slugs.name}.team`]: ['chat-command'],
  [`$KV.${buckets.leases.name}.x`]: ['chat-command', 'projection', 'delivery'],
};

let stack: TestStack;
const buses = new Map<ServiceUser, Bus>();
beforeAll(async () => {
  stack = await testStack();
  await provisionLog(stack);
  for (const user of [...services, 'operator' as const]) {
    buses.set(user, await connectBus({ ...stack.natsFor(user), name: user, log }));
  }
});
afterAll(async () => {
  for (const bus of buses.values()) await bus[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

/** The subjects that the server refuses to take from a connection, of those that are published on it. */
async function refusedOf(nc: NatsConnection, published: string[]): Promise<string[]> {
  const refused: string[] = [];
  void (async () => {
    for await (const { type, permissionContext } of nc.status()) {
      if (type === Events.Error && permissionContext?.operation === 'publish') refused.push(permissionContext.subject);
    }
  })();
  // The server tells in order: when it has refused the last, which nobody may, it has refused all that it will.
  const last = subjects.genesis('LAST');
  for (const subject of [...published, last]) nc.publish(subject, 'forged');
  await expect.poll(() => refused.at(-1)).toBe(last);
  return refused.slice(0, -1);
}

test.each(services)('%s publishes what is its own, and the server refuses it all else', async (user) => {
  const bus = buses.get(user)!;
  const foreign = Object.entries(spaces).flatMap(([subject, allowed]) => (allowed.includes(user) ? [] : [subject]));
  const own = Object.keys(spaces).filter((subject) => !foreign.includes(subject) && !/^(evt|\$KV)/.test(subject));
  expect((await refusedOf(bus.nc, [...foreign, ...own])).toSorted()).toEqual(foreign.toSorted());
});

test('nothing that was refused reached the log', async () => {
  const manager = await buses.get('operator')!.nc.jetstreamManager();
  for (const { name } of streamSpecs(1)) {
    expect((await manager.streams.info(name)).state.messages, name).toBe(1);
  }
});

test.each(services)('%s cannot make, change, empty or delete a stream', async (user) => {
  const bus = buses.get(user)!;
  const streams = [
    ...streamSpecs(1).map(({ name }) => name),
    ...Object.values(buckets).map(({ name }) => `KV_${name}`),
  ];
  const verbs = ['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.DELETE'];
  const requests = streams.flatMap((stream) => verbs.map((verb) => `$JS.API.STREAM.${verb}.${stream}`));
  expect((await refusedOf(bus.nc, requests)).toSorted()).toEqual(requests.toSorted());
  await expect(bus.request(requests[0]!, '', { timeoutMs: 200 })).rejects.toBeInstanceOf(RequestTimedOut);
});

test('not even the operator purges the log or deletes a message of it', async () => {
  const manager = await buses.get('operator')!.nc.jetstreamManager();
  for (const { name } of streamSpecs(1)) {
    await expect(manager.streams.purge(name)).rejects.toThrow();
    await expect(manager.streams.deleteMessage(name, 1)).rejects.toThrow();
  }
});

test.each(services)('%s cannot listen to the log, nor to what others are answered', async (user) => {
  const bus = buses.get(user)!;
  for (const subject of ['>', subjects.chatEvents(id), subjects.allUserEvents, '_INBOX_operator.>', '_INBOX.>']) {
    const heard = Promise.withResolvers<string>();
    const subscription = bus.nc.subscribe(subject, { callback: (error) => heard.resolve(error ? 'refused' : 'heard') });
    await bus.nc.flush();
    expect(await heard.promise, `${user} ${subject}`).toBe('refused');
    subscription.unsubscribe();
  }
});

test('nobody has a service write its answer into the log', async () => {
  const chatCommand = buses.get('chat-command')!;
  let asked = 0;
  const endpoints = [
    handle(anyChatCommand, async () => {
      asked++;
      return notFound();
    }),
  ];
  await using _service = await serve(chatCommand, { name: 'deputy', description: 'Refuses.', log, endpoints });
  const gateway = buses.get('gateway')!;
  gateway.nc.publish(subjects.anyChatCommand, 'not even JSON', { reply: subjects.chatEvents(id) });
  gateway.nc.publish(subjects.anyChatCommand, 'nor an answer wanted');
  const refused = await call(
    gateway,
    anyChatCommand,
    { type: 'SendMessage', commandId: id, by: id, chatId: id, text: 'hello' },
    { requestId: 'test' },
  );
  expect(refused).toEqual(notFound());
  expect(asked).toBe(1);
  const manager = await buses.get('operator')!.nc.jetstreamManager();
  expect((await manager.streams.info(chatStream(0))).state.messages).toBe(1);
});

test('the NATS command line, which knows nothing of our inboxes, sees the services and asks them', async () => {
  const { url, user, password: pass } = stack.natsFor('operator');
  const line = await connect({ servers: url, user, pass });
  const endpoints = [handle(anyChatCommand, async () => notFound())];
  const chatCommand = buses.get('chat-command')!;
  await using _service = await serve(chatCommand, { name: 'chat-command', description: 'Refuses.', log, endpoints });
  const names: string[] = [];
  for await (const { name } of await line.services.client({ strategy: RequestStrategy.Timer, maxWait: 500 }).info())
    names.push(name);
  expect(names).toEqual(['chat-command']);
  const answer = await line.request(anyChatCommand.subject, '{}', { timeout: 2_000 });
  expect(answer.json()).toMatchObject({ code: 'validation_failed' });
  await line.close();
});

test('a wrong password gets nobody in', async () => {
  const { url, user } = stack.natsFor('gateway');
  await expect(connect({ servers: url, user, pass: 'guess' })).rejects.toThrow(/authorization/i);
  await expect(connect({ servers: url })).rejects.toThrow(/authorization/i);
});
