/**
 * Loaded before a service (`node --import`), makes it speak as a release after this one may: whatever it says on the bus,
 * in the log or to a client carries a field that this release does not know (docs/adr/0015).
 */
import { createRequire } from 'node:module';

const added = { addedInTheNextRelease: { it: ['may', 'be', 'anything'] } };

type Said = { type: string; data: object };
const isSaid = (value: unknown): value is Said =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  'data' in value &&
  typeof value.data === 'object' &&
  value.data !== null &&
  !Array.isArray(value.data);

// Events, pushes and frames are made by this, and a chain's hash is taken of what it makes.
const stringify = JSON.stringify as (value: unknown, ...rest: unknown[]) => string;
JSON.stringify = ((value: unknown, ...rest: unknown[]) =>
  stringify(isSaid(value) ? { ...value, data: { ...value.data, ...added }, ...added } : value, ...rest)) as never;

// Requests, answers and words between services; some answers are text that came from Postgres.
type Publish = (this: unknown, subject: string, payload: unknown, options: unknown) => unknown;
const { ProtocolHandler } = createRequire(import.meta.url)('nats/lib/nats-base-client/protocol.js') as {
  ProtocolHandler: { prototype: { publish: Publish } };
};
const { publish } = ProtocolHandler.prototype;
const first = `{${stringify(added).slice(1, -1)}`;
ProtocolHandler.prototype.publish = function (subject, payload, options) {
  return publish.call(this, subject, /^(cmd|query|rt|_INBOX_)/.test(subject) ? withMore(payload) : payload, options);
};

function withMore(payload: unknown): unknown {
  const text =
    typeof payload === 'string' ? payload : payload instanceof Uint8Array ? Buffer.from(payload).toString() : '';
  if (!text.startsWith('{') || text.startsWith(first)) return payload;
  return Buffer.from(text === '{}' ? `${first}}` : `${first},${text.slice(1)}`);
}
