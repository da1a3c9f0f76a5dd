import { parseJson } from '@messenger/kit';
import {
  ClientFrame,
  type ClientFrameData,
  type ClientFrameType,
  clientFrames,
  type Flaw,
  flawsOf,
  invalid,
  isWellFormed,
  onlyNamed,
  type Refusal,
} from '@messenger/proto';
import { inData } from './answer.ts';

export type FrameId = string | number | undefined;

/** A client's frame, checked against the contract, with nothing in its `data` that the contract does not name. */
export type Decoded = {
  [T in ClientFrameType]: { type: T; id: FrameId; commandId: string | undefined; data: ClientFrameData<T> };
}[ClientFrameType];

/**
 * What came over the socket: a frame; a refusal to answer with; or `bad`: not a JSON object with a type, so the
 * socket is closed with 4400.
 */
export type FrameResult = { frame: Decoded } | { refusal: Refusal; id: FrameId } | { bad: true };

/** Reads what came over the socket; throws at nothing. */
export function decodeFrame(bytes: Buffer, isBinary: boolean): FrameResult {
  const value = isBinary ? undefined : parseJson(bytes.toString());
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return { bad: true };
  const { type, id: claimed, commandId: key, data = {} } = value as Partial<ClientFrame>;
  if (typeof type !== 'string') return { bad: true };
  const id = isFrameId(claimed) ? claimed : undefined;
  // As the `Idempotency-Key` of a request: a UUID in either case.
  const commandId = typeof key === 'string' ? key.toLowerCase() : key;
  const refused = (flaws: Flaw[]): FrameResult => ({ id, refusal: invalid(flaws) });
  if (!isFrameType(type)) return refused([{ field: '/type', message: 'is not a type of frame' }]);
  const envelope = flawsOf(ClientFrame, { type, ...present({ id: claimed, commandId }) });
  if (envelope.length > 0) return refused(envelope);
  const flaws = flawsOf(clientFrames[type], data);
  if (flaws.length > 0) return refused(flaws.map(inData));
  return { frame: { type, id, commandId, data: onlyNamed(clientFrames[type], data) } as Decoded };
}

const isFrameType = (type: string): type is ClientFrameType => Object.hasOwn(clientFrames, type);

const isFrameId = (id: unknown): id is FrameId =>
  Number.isFinite(id) || (typeof id === 'string' && id.length <= 100 && isWellFormed(id));

const present = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
