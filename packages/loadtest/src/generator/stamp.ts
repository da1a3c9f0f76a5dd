/** About what people write: a hundred characters. */
const length = 100;
const mark = 'load:';

/** Microseconds of a clock that all threads and processes of a machine share. */
export const now = (): number => Number(process.hrtime.bigint() / 1_000n);

/** The text of a message: when it was sent and by whom, then filling. */
export function stamped(sender: number, at: number): string {
  return `${mark}${sender}:${at}:`.padEnd(length, 'x');
}

export type Stamp = { sender: number; at: number };

/** Reads a stamp from a frame without parsing the frame, which would cost more than the server takes to make it. */
export function stampIn(frame: string): Stamp | undefined {
  const start = frame.indexOf(mark);
  if (start < 0) return undefined;
  const middle = frame.indexOf(':', start + mark.length);
  const end = frame.indexOf(':', middle + 1);
  if (middle < 0 || end < 0) return undefined;
  return { sender: Number(frame.slice(start + mark.length, middle)), at: Number(frame.slice(middle + 1, end)) };
}

/** A field of the top level, as proto's pushes write it: the first of its name. */
export function textField(frame: string, name: string): string {
  const key = `"${name}":"`;
  const start = frame.indexOf(key) + key.length;
  return frame.slice(start, frame.indexOf('"', start));
}

export function numberField(frame: string, name: string): number {
  const key = `"${name}":`;
  return Number.parseInt(frame.slice(frame.indexOf(key) + key.length), 10);
}
