import type { Sent } from '@messenger/proto';
import type { Ledger } from './ledger.ts';

const routes: [method: string, path: RegExp, type: string][] = [
  ['POST', /^\/api\/chats\/([^/]+)\/messages$/, 'message:send'],
  ['PUT', /^\/api\/messages\/([^/]+)$/, 'message:edit'],
  ['DELETE', /^\/api\/messages\/([^/]+)$/, 'message:delete'],
];

/** The platform's fetch, which notes what is answered to messages: without a socket they go this way. */
export function notedFetch(client: string, ledger: Ledger, alive: () => boolean): typeof fetch {
  return async (input, init = {}) => {
    const answer = await fetch(input, init);
    const url = new URL(String(input));
    const route = routes.find(([method, path]) => init.method === method && path.test(url.pathname));
    if (!route || !answer.ok) return answer;
    const [, path, type] = route;
    const [, named = ''] = path.exec(url.pathname) ?? [];
    const text = await answer.text();
    if (!alive()) throw new Error('the device is dead');
    const key = new Headers(init.headers).get('idempotency-key') ?? '';
    const chatId = url.searchParams.get('chatId') ?? '';
    if (type === 'message:send') {
      const sent = JSON.parse(text) as Sent;
      ledger.acknowledged(sent.messageId, sent);
    } else ledger.changed({ commandId: key, type, chatId, client, data: { messageId: named } });
    return new Response(answer.status === 204 ? null : text, { status: answer.status, headers: answer.headers });
  };
}
