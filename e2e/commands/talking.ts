import { setTimeout as sleep } from 'node:timers/promises';
import { WireUser } from '@messenger/testkit';

/** Two people who go on talking, in a group with an address, until disposed; a session of one of them has ended. */
export async function talking(url: string): Promise<AsyncDisposable> {
  const [ann, bob] = [await WireUser.register(url, 'ann'), await WireUser.register(url, 'bob')];
  await ann.befriend(bob);
  const group = { name: 'The team', slug: 'the-team', memberIds: [bob.id] };
  const { chat } = await ann.must<{ chat: { id: string } }>('POST', '/api/chats/group', group);
  await (await WireUser.login(url, bob.username)).must('POST', '/api/auth/logout');
  const stopping = new AbortController();
  const talk = (async () => {
    while (!stopping.signal.aborted) {
      const { ordinal } = await ann.send(chat.id, 'Still there?');
      await bob.must('POST', `/api/chats/${chat.id}/read`, { upTo: ordinal });
      await bob.must('GET', '/api/chats');
      await sleep(100);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await talk;
    },
  };
}
