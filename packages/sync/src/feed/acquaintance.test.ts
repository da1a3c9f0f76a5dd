import type { Push, UserCard } from '@messenger/proto';
import { afterEach, expect, test, vi } from 'vitest';
import type { Api } from '../http/api.ts';
import { failed, ok } from '../result.ts';
import { createStore } from '../state/store.ts';
import { createAcquaintance } from './acquaintance.ts';
import { applyState } from './apply.ts';

afterEach(() => void vi.useRealTimers());

const bob = (displayName: string): UserCard => ({ id: 'bob', username: 'bob', displayName, avatar: null });
const push = (type: string, user: UserCard): Push => ({
  ...{ type, id: 'e', at: '2026-01-01T00:00:00.000Z' },
  data: { id: 'pair', user, direction: 'incoming' },
});

test('the card in a push about contacts never replaces a newer one, and is made sure of', async () => {
  const store = createStore({ note: () => undefined });
  const user = vi.fn(async () => ok({ user: { ...bob('Bob at the server'), createdAt: '' } }));
  const people = createAcquaintance({ api: { user }, store, me: 'ann', stopped: new AbortController().signal });
  const take = (one: Push) => {
    applyState(store, one, 'ann');
    people.ofContact(one);
  };
  take(push('contact:requested', bob('Bob')));
  await vi.waitFor(() => expect(store.people.requests().incoming[0]?.user.displayName).toBe('Bob at the server'));
  take({ type: 'user:updated', data: { user: bob('Robert') } });
  expect(store.people.requests().incoming[0]?.user.displayName).toBe('Robert');
  applyState(store, push('contact:accepted', bob('Bob')), 'ann');
  expect(store.people.contacts()[0]?.user.displayName).toBe('Robert');
  expect(store.people.requests().incoming).toEqual([]);
});

test('of who is no contact any more it is not known whether they are there', () => {
  const store = createStore({ note: () => undefined });
  const told = () => store.people.presence('bob')?.state;
  const befriended = () => {
    applyState(store, push('contact:accepted', bob('Bob')), 'ann');
    applyState(store, { type: 'presence:online', data: { userId: 'bob', lastSeenAt: null } }, 'ann');
    expect(told()).toBe('online');
  };
  befriended();
  applyState(store, push('contact:removed', bob('Bob')), 'ann');
  expect(told()).toBeUndefined();
  befriended();
  store.people.replaceAll([], { incoming: [], outgoing: [] });
  expect(told()).toBeUndefined();
});

test('a server that is not there yet is asked about who made a request until it is', async () => {
  const store = createStore({ note: () => undefined });
  const notFound = failed({ code: 'not_found', status: 404, message: '' });
  const answers: Awaited<ReturnType<Api['user']>>[] = [
    notFound,
    notFound,
    ok({ user: { ...bob('Bob of now'), createdAt: '' } }),
  ];
  const user = vi.fn(async () => answers.shift() ?? notFound);
  const people = createAcquaintance({ api: { user }, store, me: 'ann', stopped: new AbortController().signal });
  store.people.learn(bob('Bob of old'));
  const requested = push('contact:requested', bob('Bob of now'));
  applyState(store, requested, 'ann');
  people.ofContact(requested);
  await vi.waitFor(() => expect(store.people.requests().incoming[0]?.user.displayName).toBe('Bob of now'), 5_000);

  // Whom a history names may well be a stranger by now: once is enough.
  people.meet(['carl']);
  await vi.waitFor(() => expect(user).toHaveBeenCalledTimes(4));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(user).toHaveBeenCalledTimes(4);
});

test('those who are looked at are asked for first, and however many there are, most calls of a minute are left', async () => {
  vi.useFakeTimers();
  const store = createStore({ note: () => undefined });
  const asked: string[] = [];
  const user: Api['user'] = async (id) => {
    asked.push(id);
    return ok({ user: { id, username: id, displayName: id, avatar: null, createdAt: '' } });
  };
  const people = createAcquaintance({ api: { user }, store, me: 'ann', stopped: new AbortController().signal });
  const members = Array.from({ length: 300 }, (_, i) => `member ${i}`);
  for (const id of members) people.meet([id]);
  await vi.advanceTimersByTimeAsync(1_000);
  const atOnce = asked.length;
  expect(atOnce).toBeGreaterThanOrEqual(10);

  people.meet(['somebody new', 'member 7']);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(asked.slice(atOnce)).toEqual(expect.arrayContaining(['somebody new', 'member 7']));
  await vi.advanceTimersByTimeAsync(53_000);
  expect(asked.length).toBeLessThanOrEqual(50);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(new Set(asked)).toEqual(new Set([...members, 'somebody new']));
  expect(asked).toHaveLength(301);
});

test('who asked too much goes on as slowly as before', async () => {
  vi.useFakeTimers();
  const store = createStore({ note: () => undefined });
  let calls = 97;
  const user: Api['user'] = async (id) => {
    if (++calls > 100) return failed({ code: 'rate_limited', status: 429, message: '', retryAfter: 60 });
    return ok({ user: { id, username: id, displayName: id, avatar: null, createdAt: '' } });
  };
  const people = createAcquaintance({ api: { user }, store, me: 'ann', stopped: new AbortController().signal });
  people.meet(Array.from({ length: 300 }, (_, i) => `member ${i}`));
  for (let minute = 0; minute < 3; minute++) {
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toBeLessThanOrEqual(minute === 0 ? 110 : 50);
    calls = 0;
  }
});

test('who comes back into sight may have another name by now, and is asked for once more', async () => {
  const store = createStore({ note: () => undefined });
  const user = vi.fn(async (id: string) => ok({ user: { ...bob('of now'), id, createdAt: '' } }));
  const people = createAcquaintance({ api: { user }, store, me: 'ann', stopped: new AbortController().signal });
  for (const id of ['ann', 'bob', 'carl', 'dora']) store.people.learn({ ...bob('of old'), id });
  applyState(store, push('contact:accepted', { ...bob('of old'), id: 'carl' }), 'ann');
  const members = ['ann', 'bob', 'carl'].map((userId) => ({ userId, role: 'member', joinedAt: '' }));
  people.ofPush({ type: 'member:added', by: 'dora', data: { members } });
  await vi.waitFor(() => expect(store.people.user('bob')?.displayName).toBe('of now'));
  for (const id of ['carl', 'dora']) expect(store.people.user(id)?.displayName).toBe('of old');
  people.meet(['bob', 'carl', 'dora']);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(user).toHaveBeenCalledTimes(1);
});
