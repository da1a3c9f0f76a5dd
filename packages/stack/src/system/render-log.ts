import { styleText } from 'node:util';
import { parseJson } from '@messenger/kit';

const marks = { trace: 'gray', debug: 'gray', info: 'green', warn: 'yellow', error: 'red', fatal: 'red' } as const;
type Level = keyof typeof marks;

/** Fields that say nothing a reader of the terminal does not know. */
const dull = new Set(['level', 'time', 'msg', 'service', 'pid', 'hostname', 'v', 'err']);

/**
 * One line of a service's output as a person reads it: time, who, level, message, the other fields. Lines that are no
 * pino JSON are kept as they are.
 * @param color whether the terminal shows colours
 */
export function renderLog(source: string, line: string, color: boolean): string {
  const entry = parse(line);
  const level: Level = entry && isLevel(entry.level) ? entry.level : 'info';
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const time = new Date(typeof entry?.time === 'string' ? entry.time : Date.now());
  const head = `${paint('gray', clock(time))} ${paint('cyan', source.padEnd(14))}`;
  if (!entry) return `${head} ${line}`;

  const mark = level === 'info' ? '' : `${paint(marks[level], level.toUpperCase())} `;
  const fields = Object.entries(entry)
    .filter(([key]) => !dull.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [`${head} ${mark}${entry.msg ?? ''}${errorOf(entry)}`, ...fields.map((f) => paint('gray', f))].join(' ');
}

function errorOf(entry: Record<string, unknown>): string {
  const error = entry.err as { message?: string; stack?: string } | undefined;
  if (!error) return '';
  return entry.level === 'error' || entry.level === 'fatal'
    ? `: ${error.stack ?? error.message ?? ''}`
    : `: ${error.message ?? ''}`;
}

function parse(line: string): Record<string, unknown> | undefined {
  const entry = line.startsWith('{') ? parseJson(line) : undefined;
  return typeof entry === 'object' && entry !== null && 'msg' in entry ? (entry as Record<string, unknown>) : undefined;
}

function isLevel(level: unknown): level is Level {
  return typeof level === 'string' && level in marks;
}

function clock(time: Date): string {
  return Number.isNaN(time.getTime())
    ? '--:--:--.---'
    : time.toTimeString().slice(0, 8) + time.toISOString().slice(19, 23);
}
