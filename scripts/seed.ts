/** Fills a messenger that runs with people who know each other and have talked. Argument: its address. */
import { password, WireUser } from '../packages/testkit/src/wire-user.ts';

const url = process.argv[2] ?? 'http://localhost:3000';
const talk = [
  'Has anybody seen the plan for Thursday?',
  'It is pinned above my desk. **Ten** things on it, nine of them lunch.',
  'I can take the first three.\n- book the room\n- find the projector\n- hide the projector',
  'And I the rest, if someone else writes it down.',
  'Done: `thursday.md`',
];

const people: WireUser[] = [];
for (const name of ['ada', 'ben', 'cleo', 'dev', 'esme']) people.push(await WireUser.register(url, name));
for (const [i, one] of people.entries()) for (const other of people.slice(i + 1)) await one.befriend(other);

const [ada, ...others] = people as [WireUser, ...WireUser[]];
const group = { name: 'Thursday', memberIds: others.map(({ id }) => id) };
const { chat } = await ada.must<{ chat: { id: string } }>('POST', '/api/chats/group', group);
for (const [i, text] of talk.entries()) await people[i % people.length]!.send(chat.id, text);
for (const other of others) {
  const direct = await ada.directChat(other);
  await ada.send(direct.id, `Hello ${other.username.split('_')[0]}, are you in on Thursday?`);
}
console.log(`Log in at ${url} with the password ${password} as:`);
for (const { username } of people) console.log(`  ${username}`);
