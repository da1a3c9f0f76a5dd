import type { Difference, Verification } from '@messenger/read-model';
import { printable, shortened } from '../printable.ts';

const widest = 60;

/** A verification for people: what differs first, the summary last. */
export function describeVerification(found: Verification): string {
  return [
    ...found.flaws.map(
      ({ stream, seq, subject, what }) => `LOG ${stream} ${seq}${subject ? ` ${subject}` : ''}: ${what}`,
    ),
    ...found.differences.map(describeDifference),
    ...(found.more ? ['… and more'] : []),
    ...found.poison.map(({ stream, seq, reason }) => `set aside, as known: ${stream} ${seq}: ${reason}`),
    ...(found.unchecked > 0
      ? [`receipts not compared, since they are not taken in yet: ${found.unchecked} chats`]
      : []),
    `${found.events} events, ${found.rows} rows, ${found.seconds.toFixed(1)} s: ${
      found.clean ? 'the read model is what the log says' : 'NOT what it should be'
    }`,
  ]
    .map(printable)
    .join('\n');
}

function describeDifference({ table, key, kind, columns }: Difference): string {
  const at = Object.entries(key).map(([name, value]) => `${name}=${value}`);
  const changes = columns.map(
    ({ name, found, expected }) => `${name} is ${brief(found)}, the log says ${brief(expected)}`,
  );
  return `${kind.toUpperCase()} ${table} ${at.join(' ')}${changes.length > 0 ? `: ${changes.join('; ')}` : ''}`;
}

const brief = (value: string | null) => (value === null ? 'nothing' : JSON.stringify(shortened(value, widest)));
