import { passwordVariable, userVariable } from '@messenger/messaging';
import type { NatsLogin } from '../start-stack.ts';

/**
 * A server that was there before us knows its own users: one for all, named in its URL or beside it, or one for each
 * service where its operator set them up as we do. A server without users takes any.
 * @param natsUrl of one server, or of several of a cluster by comma; the first login that it names is taken for all
 */
export function foreignLogin(natsUrl: string, user: string, env: NodeJS.ProcessEnv): NatsLogin {
  const urls = natsUrl.split(',').map((server) => new URL(server));
  const named = urls.find(({ username, password }) => username !== '' || password !== '');
  const given = decodeURIComponent(named?.username ?? '');
  const password = decodeURIComponent(named?.password ?? '');
  return {
    url: urls.map(({ protocol, host }) => `${protocol}//${host}`).join(','),
    user: env[userVariable(user)] ?? env.NATS_USER ?? (given || user),
    password: env[passwordVariable(user)] ?? env.NATS_PASSWORD ?? (password || 'none'),
  };
}
