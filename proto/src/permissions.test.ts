import { expect, test } from 'vitest';
import {
  buckets,
  natsUsers,
  receiptSnapshots,
  type ServiceUser,
  streamSpecs,
  subjectSpaces,
  subjects,
} from './index.ts';

const id = '0199c0de-1234-7abc-8def-0123456789ab';
const users = Object.keys(natsUsers(1)) as ServiceUser[];
const services = users.filter((user) => user !== 'operator');

/** Whether a subject falls under a NATS pattern. */
function matches(pattern: string, subject: string): boolean {
  const [wanted, given] = [pattern.split('.'), subject.split('.')];
  for (const [i, token] of wanted.entries()) {
    if (token === '>') return given.length > i;
    if (given[i] === undefined || (token !== '*' && token !== given[i])) return false;
  }
  return wanted.length === given.length;
}
const mayPublish = (user: ServiceUser, subject: string) =>
  natsUsers(3)[user].publish.some((pattern) => matches(pattern, subject));

test.each<[string, ServiceUser[]]>([
  [subjects.chatEvents(id), ['chat-command']],
  [subjects.contactEvents(id), ['chat-command']],
  [subjects.userEvents(id), ['auth', 'chat-command']],
  [subjects.receipts(id), ['delivery']],
  [subjects.genesis('CHAT-0'), []],
  [subjects.anyChatCommand, ['gateway']],
  [subjects.chatCommand(id), ['gateway']],
  [subjects.contactCommand, ['gateway']],
  [subjects.auth('login'), ['gateway']],
  [subjects.media('claim'), ['chat-command']],
  [subjects.query('attachment-visible'), ['media', 'gateway']],
  [subjects.query('messages'), ['gateway']],
  [subjects.query('message-meta'), ['chat-command', 'gateway']],
  [subjects.typing(id), ['gateway']],
  [subjects.presence(id), ['delivery']],
  [subjects.gatewayReports('devices'), ['gateway']],
  [`$KV.${buckets.sessions.name}.${id}`, ['auth']],
  [`$KV.${buckets.slugs.name}.team`, ['chat-command']],
  [`$KV.${buckets.snapshots.name}.chat.${id}`, ['chat-command']],
  [`$KV.${buckets.snapshots.name}.${receiptSnapshots}.${id}`, ['chat-command', 'delivery']],
  [`$KV.${buckets.leases.name}.projection.CHAT-0`, ['chat-command', 'projection', 'delivery']],
])('%s is published by %j and the operator alone', (subject, allowed) => {
  expect(users.filter((user) => mayPublish(user, subject)).sort()).toEqual([...allowed, 'operator'].sort());
});

test.each(services)('%s can neither make nor change nor empty a stream or bucket', (user) => {
  const streams = [...streamSpecs(3).map((spec) => spec.name), ...Object.values(buckets).map((b) => `KV_${b.name}`)];
  for (const stream of streams) {
    for (const verb of ['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.DELETE', 'RESTORE', 'SNAPSHOT']) {
      expect(mayPublish(user, `$JS.API.STREAM.${verb}.${stream}`), `${verb} ${stream}`).toBe(false);
    }
  }
});

test.each(services)('%s hears the answers to its own requests only', (user) => {
  const { subscribe } = natsUsers(1)[user];
  const inboxes = subscribe.filter((pattern) => pattern.startsWith('_INBOX'));
  expect(inboxes).toEqual([`${subjectSpaces.inbox(user)}.>`]);
  for (const other of services) {
    if (other === user) continue;
    expect(subscribe.some((pattern) => matches(pattern, `${subjectSpaces.inbox(other)}.r.1`))).toBe(false);
  }
});

test('answers reach the inboxes of those who ask, and a subject of the log is nobody’s inbox', () => {
  const answering: [ServiceUser, ServiceUser][] = [
    ['auth', 'gateway'],
    ['chat-command', 'gateway'],
    ['projection', 'gateway'],
    ['projection', 'chat-command'],
    ['delivery', 'gateway'],
    ['media', 'chat-command'],
    ['projection', 'media'],
  ];
  for (const [server, asker] of answering) expect(mayPublish(server, `${subjectSpaces.inbox(asker)}.r.1`)).toBe(true);
  for (const server of services) {
    expect(mayPublish(server, `${subjectSpaces.inbox('operator')}.r.1`)).toBe(true);
    expect(natsUsers(1)[server]).not.toHaveProperty('allowResponses');
  }
});

test.each(services)('%s cannot listen to the log beside the streams', (user) => {
  const { subscribe } = natsUsers(1)[user];
  for (const subject of [subjects.chatEvents(id), subjects.userEvents(id), subjects.contactEvents(id)]) {
    expect(subscribe.some((pattern) => matches(pattern, subject))).toBe(false);
  }
});
