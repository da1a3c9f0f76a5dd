import type { ChatId } from './ids.ts';
import { partitionCount, partitionOf, subjects } from './subjects.ts';

export type StreamName = string;

/** The shape of the log, recorded in its genesis events: who follows it must agree on all of it. */
export type LogShape = { generation: string; chatShards: number };

/** Users and contact pairs. */
export const directoryStream: StreamName = 'DIRECTORY';
/** The chats of a shard. */
export const chatStream = (shard: number): StreamName => `CHAT-${shard}`;
/** How far the members of a shard's chats are. */
export const receiptStream = (shard: number): StreamName => `RECEIPTS-${shard}`;

type Shards = Pick<LogShape, 'chatShards'>;
const shardsOf = ({ chatShards }: Shards) => Array.from({ length: chatShards }, (_, shard) => shard);

/** The streams with the chats, by shard. */
export const chatStreams = (shape: Shards): StreamName[] => shardsOf(shape).map(chatStream);
/** The streams with their receipts, by shard. */
export const receiptStreams = (shape: Shards): StreamName[] => shardsOf(shape).map(receiptStream);
/** Every stream of the log, in the order in which a delta is read from them. */
export const logStreams = (shape: Shards): StreamName[] => [
  directoryStream,
  ...chatStreams(shape),
  ...receiptStreams(shape),
];

/** True for a stream that keeps only the newest message of each subject. */
export const isReceiptStream = (stream: StreamName): boolean => stream.startsWith('RECEIPTS-');
/** The stream with the chats whose receipts are in this one. */
export const chatStreamBeside = (receipts: StreamName): StreamName => receipts.replace('RECEIPTS-', 'CHAT-');

/** The shard (0 … shards-1) of a partition: each takes a contiguous range. */
export function shardOfPartition(partition: number, shards: number): number {
  return Math.floor((partition * shards) / partitionCount);
}

/** The stream with a chat's events. */
export function chatStreamOf(chatId: ChatId, shape: LogShape): StreamName {
  return chatStream(shardOfPartition(partitionOf(chatId), shape.chatShards));
}

/** The stream with a chat's receipts. */
export function receiptStreamOf(chatId: ChatId, shape: LogShape): StreamName {
  return receiptStream(shardOfPartition(partitionOf(chatId), shape.chatShards));
}

/** The partitions of a shard, from the lowest on. */
export function partitionsOfShard(shard: number, shards: number): number[] {
  return Array.from({ length: partitionCount }, (_, p) => p).filter((p) => shardOfPartition(p, shards) === shard);
}

export type StreamSpec = {
  name: StreamName;
  description: string;
  /** For whoever looks in from outside: who writes it, and which chats are in it. */
  metadata: Record<string, string>;
  subjects: string[];
  /** 1: only the newest message of each subject is kept. */
  maxMsgsPerSubject?: number;
};

/** Every stream of the log, as data; provisioning makes them so. */
export function streamSpecs(chatShards: number): StreamSpec[] {
  const shards = shardsOf({ chatShards });
  const about = (writers: string, shard: number) => {
    const partitions = partitionsOfShard(shard, chatShards);
    return { writers, shard: String(shard), partitions: `${partitions[0]}-${partitions.at(-1)}` };
  };
  return [
    {
      name: directoryStream,
      description: 'Users and contact pairs: one subject each, every event of theirs in order.',
      metadata: { writers: 'auth, chat-command' },
      subjects: [subjects.allUserEvents, subjects.allContactEvents, subjects.genesis(directoryStream)],
    },
    ...shards.map((shard) => ({
      name: chatStream(shard),
      description: `Chats of shard ${shard}: one subject a chat, its events numbered 1, 2, 3 without a gap.`,
      metadata: about('chat-command', shard),
      subjects: [
        ...partitionsOfShard(shard, chatShards).map(subjects.chatEventsOfPartition),
        subjects.genesis(chatStream(shard)),
      ],
    })),
    ...shards.map((shard) => ({
      name: receiptStream(shard),
      description: `Read and delivered cursors of the chats of shard ${shard}: one message a chat.`,
      metadata: about('delivery', shard),
      subjects: [
        ...partitionsOfShard(shard, chatShards).map(subjects.receiptsOfPartition),
        subjects.genesis(receiptStream(shard)),
      ],
      maxMsgsPerSubject: 1,
    })),
  ];
}

/** Which of the snapshots delivery writes. */
export const receiptSnapshots = 'receipts';

export type BucketSpec = { name: string; description: string; ttlMs?: number };

/** Key-value buckets: none holds truth that the log lacks, except who holds which slug and which session ended. */
export const buckets = {
  snapshots: { name: 'snapshots', description: 'Folded chat states, to load a chat without its whole log.' },
  leases: { name: 'leases', description: 'Which instance follows which stream, or does what one alone may do.' },
  sessions: {
    name: 'sessions',
    description: 'Sessions that were ended; kept longer than any access token lives.',
    ttlMs: 60 * 60_000,
  },
  slugs: { name: 'slugs', description: 'Which chat holds which URL slug.' },
} as const satisfies Record<string, BucketSpec>;
