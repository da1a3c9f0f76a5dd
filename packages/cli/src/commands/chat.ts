import { createChain, type LogEvent, readStream, type StreamMessage } from '@messenger/event-store';
import { chatStreamOf, subjects } from '@messenger/proto';
import { findChat } from '../chat/find-chat.ts';
import { userNames } from '../chat/user-names.ts';
import { printable, shortened } from '../printable.ts';
import { Trouble } from '../trouble.ts';
import { command } from './command.ts';

const widest = 100;

export const chat = command(
  (program) =>
    program
      .command('chat')
      .description('the events of a chat, its chain checked on the way')
      .argument('<id or slug>')
      .addHelpText(
        'after',
        '\nWith --json each event stands on a line of its own, as stored; what is no JSON stands as\n' +
          '{unreadable, seq, reason}, its bytes in base64. Ends with 1 when the chain is broken or an event cannot be read.',
      ),
  async (context, _, idOrSlug) => {
    const store = await context.events();
    const chatId = await findChat(store, idOrSlug!);
    const stream = chatStreamOf(chatId, store.shape);
    const subject = subjects.chatEvents(chatId);
    const last = await store.last(stream, subject);
    if (!last) throw new Trouble(`There is no chat ${chatId} in this log.`);
    const nameOf = userNames(store);
    const chain = createChain();
    let wrong = 0;
    for await (const message of readStream(store.bus, stream, { after: 0, until: last.seq, subject })) {
      const { decoded, flaw } = chain.next(subject, message.data);
      const trouble = decoded.poison ?? flaw;
      if (trouble !== undefined) {
        wrong++;
        context.say(
          `${stream} ${message.seq}: ${decoded.poison === undefined ? 'BROKEN CHAIN' : 'UNREADABLE'}: ${trouble}`,
        );
      }
      const line = decoded.event
        ? await readable(decoded.event, message, nameOf)
        : `${message.seq}  ${'-'.padStart(5)}  ${message.storedAt.toISOString()}  UNREADABLE  ${decoded.poison}`;
      await context.printLine(printable(line), asStored(message, decoded.poison));
    }
    context.say(
      `${chatId}: ${chain.version} events in ${stream}${wrong === 0 ? ', the chain is whole' : `, ${wrong} not as they should be`}`,
    );
    return wrong > 0 ? 1 : 0;
  },
);

async function readable(
  event: LogEvent,
  { seq }: StreamMessage,
  nameOf: (id: string) => Promise<string>,
): Promise<string> {
  if (event.type === 'LogCreated') return `${seq}  ${event.type}`;
  const by = await nameOf(event.by);
  const what = event.type === 'MessageSent' ? `#${event.data.ordinal} ${event.data.text}` : JSON.stringify(event.data);
  return `${seq}  ${String(event.version).padStart(5)}  ${event.at}  ${by}  ${event.type}  ${shortened(what, widest)}`;
}

/** The very text, where it is JSON on one line. */
function asStored({ data, seq }: StreamMessage, reason: string | undefined): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(data);
    JSON.parse(text);
    if (!/[\r\n]/.test(text)) return text;
  } catch {
    // Shown as it is, below.
  }
  return JSON.stringify({
    unreadable: Buffer.from(data).toString('base64'),
    seq,
    reason: reason ?? 'more than one line',
  });
}
