import { buckets, chatStreams, directoryStream, logStreams, receiptSnapshots } from './streams.ts';
import { subjectSpaces as space, subjects } from './subjects.ts';

export type ServiceUser = 'auth' | 'chat-command' | 'projection' | 'delivery' | 'media' | 'gateway' | 'operator';

/** What a NATS user may publish and subscribe. */
export type Permissions = { publish: string[]; subscribe: string[] };

/**
 * The rights of each service. Only chat-command and auth write the log (`evt.*`), delivery its receipts, the gateway
 * nothing of it; nobody but the operator may create, purge or delete a stream. Answers go to the inboxes of those who
 * may ask: the server's `allow_responses` would let any caller have an answer published wherever it liked, and it keeps
 * a list of every message delivered, which slows a follower down to a hundredth.
 */
export function natsUsers(chatShards: number): Record<ServiceUser, Permissions> {
  const chats = chatStreams({ chatShards });
  const reads = (streams: string[]) =>
    streams.flatMap((s) => [space.streamInfo(s), space.streamRead(s), space.directRead(s), `${space.directRead(s)}.>`]);
  const follows = (streams: string[]) => [...reads(streams), ...streams.flatMap(space.consumers), space.flowControl];
  const bucket = (name: string) => [space.bucket(name), ...follows([space.bucketStream(name)])];
  const watched = (name: string) => follows([space.bucketStream(name)]);
  const answers = (...askers: ServiceUser[]) =>
    [...askers, 'operator' as const].map((name) => `${space.inbox(name)}.>`);
  const user = (name: ServiceUser, publish: string[], subscribe: string[]): Permissions => ({
    publish: [space.accountInfo, space.anyInbox, ...publish],
    subscribe: [`${space.inbox(name)}.>`, space.services, ...subscribe],
  });
  return {
    auth: user(
      'auth',
      [space.userEvents, ...answers('gateway'), ...reads([directoryStream]), ...bucket(buckets.sessions.name)],
      [space.authCommands],
    ),
    'chat-command': user(
      'chat-command',
      [
        space.chatEvents,
        space.contactEvents,
        space.userEvents,
        ...answers('gateway'),
        ...follows([directoryStream, ...chats]),
        ...bucket(buckets.snapshots.name),
        ...bucket(buckets.leases.name),
        ...bucket(buckets.slugs.name),
        subjects.query('message-meta'),
        space.mediaCommands,
        subjects.instances('chat-command'),
      ],
      [
        space.chatCommands,
        space.contactCommands,
        space.userCommands,
        subjects.followers,
        subjects.instances('chat-command'),
      ],
    ),
    projection: user(
      'projection',
      [
        ...answers('gateway', 'chat-command', 'media'),
        ...follows(logStreams({ chatShards })),
        ...bucket(buckets.leases.name),
      ],
      [space.queries, subjects.followers],
    ),
    delivery: user(
      'delivery',
      [
        space.receipts,
        space.presence,
        subjects.gatewayReports('roll-call'),
        ...answers('gateway'),
        ...follows(logStreams({ chatShards })),
        ...bucket(buckets.leases.name),
        space.bucket(`${buckets.snapshots.name}.${receiptSnapshots}`),
        ...watched(buckets.snapshots.name),
      ],
      [space.receiptCommands, space.gatewayReports, space.presence, subjects.query('presence'), subjects.followers],
    ),
    media: user(
      'media',
      [
        ...answers('chat-command'),
        ...reads([directoryStream, ...chats]),
        subjects.query('attachment-visible'),
        subjects.query('attachments-in-use'),
      ],
      [space.mediaCommands],
    ),
    gateway: user(
      'gateway',
      [
        space.chatCommands,
        space.contactCommands,
        space.userCommands,
        space.authCommands,
        space.receiptCommands,
        space.queries,
        space.typing,
        subjects.gatewayReports('devices'),
        ...answers(),
        ...follows(logStreams({ chatShards })),
        ...watched(buckets.sessions.name),
      ],
      [space.presence, space.typing, space.gatewayReports, subjects.followers],
    ),
    operator: { publish: ['>'], subscribe: ['>'] },
  };
}
