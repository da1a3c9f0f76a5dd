import { expect, test } from 'vitest';
import { foreignLogin } from './foreign-login.ts';

const login = (url: string, env: NodeJS.ProcessEnv = {}) => foreignLogin(url, 'chat-command', env);

test('who is named nowhere logs in as itself', () => {
  expect(login('nats://there:4222')).toEqual({ url: 'nats://there:4222', user: 'chat-command', password: 'none' });
});

test('the user of the URL is taken out of it; one beside it comes first, and one of the service before that', () => {
  const url = 'tls://me:a%2Cb@there';
  expect(login(url)).toEqual({ url: 'tls://there', user: 'me', password: 'a,b' });
  expect(login('nats://:secret@there')).toEqual({ url: 'nats://there', user: 'chat-command', password: 'secret' });
  const beside = { NATS_USER: 'all', NATS_PASSWORD: 'of all' };
  expect(login(url, beside)).toEqual({ url: 'tls://there', user: 'all', password: 'of all' });
  const own = { ...beside, NATS_USER_CHAT_COMMAND: 'own', NATS_PASSWORD_CHAT_COMMAND: 'of own' };
  expect(login(url, own)).toEqual({ url: 'tls://there', user: 'own', password: 'of own' });
});

test('several servers of a cluster stay several, whichever of them names the user', () => {
  const url = 'nats://a:4222,nats://b:4223,nats://c';
  expect(login('nats://a:4222,nats://b:4223, nats://c')).toEqual({ url, user: 'chat-command', password: 'none' });
  const named = { url, user: 'me', password: 'secret' };
  expect(login('nats://me:secret@a:4222,nats://me:secret@b:4223,nats://me:secret@c')).toEqual(named);
  expect(login('nats://a:4222,nats://me:secret@b:4223,nats://c')).toEqual(named);
});
