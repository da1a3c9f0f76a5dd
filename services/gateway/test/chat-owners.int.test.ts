import { newId, silentLogger } from '@messenger/kit';
import { type Bus, connectBus, handle, serve } from '@messenger/messaging';
import { anyChatCommand, type ChatCommand, isRefusal, subjects, unavailable } from '@messenger/proto';
import { type TestStack, testStack } from '@messenger/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ChatOwners } from '../src/bus/chat-owners.ts';

let stack: TestStack;
let services: Bus;
let gateway: Bus;
beforeAll(async () => {
  stack = await testStack();
  services = await connectBus({ ...stack.natsFor('chat-command'), name: 'chat-command', log: silentLogger });
  gateway = await connectBus({ ...stack.natsFor('gateway'), name: 'gateway', log: silentLogger });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

/** Who was asked, in order. */
let asked: string[];
beforeEach(() => {
  asked = [];
});
const command: ChatCommand = { type: 'LeaveChat', by: newId(), chatId: newId(), commandId: newId() };
const owner = subjects.chatCommand(command.chatId);

/** An instance that answers what it is told, or stands still. */
async function instance(name: string, subject: string, answers: () => object | undefined): Promise<Disposable> {
  const subscription = services.nc.subscribe(subject, {
    callback(_, message) {
      asked.push(name);
      const answer = answers();
      if (answer) message.respond(JSON.stringify(answer));
    },
  });
  await services.nc.flush();
  return { [Symbol.dispose]: () => subscription.unsubscribe() };
}

async function ask(owners: ChatOwners): Promise<unknown> {
  const answer = await owners.ask(command, { requestId: 'test' });
  return isRefusal(answer) ? answer.code : JSON.parse(new TextDecoder().decode(answer.bytes));
}

test('the owner; where there is none, any instance at once; where there is nobody, unavailable', async () => {
  const owners = new ChatOwners(gateway, { patienceMs: 10_000 });
  expect(await ask(owners)).toBe('unavailable');
  using _any = await instance('any', subjects.anyChatCommand, () => ({ by: 'any' }));
  expect(await ask(owners)).toEqual({ by: 'any' });
  using _owner = await instance('owner', owner, () => ({ by: 'owner' }));
  expect(await ask(owners)).toEqual({ by: 'owner' });
  expect(asked).toEqual(['any', 'owner']);
});

test('an owner that stands still is passed by for a while: one of the others answers, though any may be the same', async () => {
  const owners = new ChatOwners(gateway, { patienceMs: 1_000 });
  using _owner = await instance('owner', owner, () => undefined);
  using _any = await instance('any', subjects.anyChatCommand, () => undefined);
  using _others = await instance('others', subjects.othersChatCommand(command.chatId), () => ({ by: 'others' }));
  expect(await ask(owners)).toEqual({ by: 'others' });
  expect(await ask(owners)).toEqual({ by: 'others' });
  expect(asked).toEqual(['owner', 'others', 'others']);
});

test('an owner that others have taken over from is asked again at once; one that has the chat alone, in the end', async () => {
  const owners = new ChatOwners(gateway, { patienceMs: 1_000 });
  let still = true;
  using _owner = await instance('owner', owner, () => (still ? undefined : { by: 'owner' }));
  using _any = await instance('any', subjects.anyChatCommand, () => ({ by: 'any' }));
  expect(await ask(owners)).toEqual({ by: 'any' });
  still = false;
  expect(await ask(owners)).toEqual({ by: 'owner' });
  expect(await ask(owners)).toEqual({ by: 'owner' });
  expect(asked).toEqual(['owner', 'owner', 'any', 'owner', 'owner']);
});

test('what the owner refuses is refused: nobody else is asked', async () => {
  const owners = new ChatOwners(gateway);
  using _any = await instance('any', subjects.anyChatCommand, () => ({ by: 'any' }));
  const endpoint = { ...anyChatCommand, subject: owner };
  await using _owner = await serve(services, {
    name: 'busy',
    description: 'An owner whose mailbox is full.',
    log: silentLogger,
    endpoints: [handle(endpoint, async () => unavailable())],
  });
  expect(await ask(owners)).toBe('unavailable');
  expect(asked).toEqual([]);
});
