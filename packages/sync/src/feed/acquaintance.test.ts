import type { Push, UserCard } from '@messenger/proto';
import { afterEach, expect, test, vi } from 'vitest';
import type { Api } from '../http/api.ts';
import { failed, ok } from '../result.ts';
import { createStore } from '../state/store.ts';
import { createAcquaintance } from './acquaintance.ts';
import { applyState } from './apply.ts';

afterEach(() => void vi.useRealTimers());

/** Nobody is asked for alone, but at a server that does not know of several. */
const user: Api['user'] = async () => failed({ code: 'internal', status: 500, message: 'not expected' });

const bob = (displayName: string): UserCard => ({ id: 'bob', username: 'bob', displayName, avatar: null });
const push = (type: string, user: UserCard): Push => ({
  ...{ type, id: 'e', at: '2026-01-01T00:00:00.000Z' },
  data: { id: 'pair', user, direction: 'incoming' },
});

test('the card in a push about contacts never replaces a newer one, and is made sure of', async () => {
  const store = createStore({ note: () => undefined });
  const users = vi.fn(async () => ok({ users: [{ ...bob('Bob at the server'), createdAt: '' }] }));
  const people = createAcquaintance({ api: { user, users }, store, me: 'ann', stopped: new AbortController().signal });
  const take = (one: Push) => {
    applyState(store, one, 'ann');
    people.ofContact(one);
  };
  take(push('contact:requested', bob('Bob')));
  await vi.waitFor(
    () => expect(store.people.requests().incoming[0]?.user.displayName).toBe('Bob at the server'),
    20_000,
  );
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

/** Answers about everyone who is asked for. */
const known = (ids: readonly string[], displayName?: string) =>
  ok({ users: ids.map((id) => ({ id, username: id, displayName: displayName ?? id, avatar: null, createdAt: '' })) });

test('a server that is not there yet is asked about who made a request until it is', async () => {
  const store = createStore({ note: () => undefined });
  const answers: Awaited<ReturnType<Api['users']>>[] = [known([]), known([]), known(['bob'], 'Bob of now')];
  const users = vi.fn(async () => answers.shift() ?? known([]));
  const people = createAcquaintance({ api: { user, users }, store, me: 'ann', stopped: new AbortController().signal });
  store.people.learn(bob('Bob of old'));
  const requested = push('contact:requested', bob('Bob of now'));
  applyState(store, requested, 'ann');
  people.ofContact(requested);
  await vi.waitFor(() => expect(store.people.requests().incoming[0]?.user.displayName).toBe('Bob of now'), 20_000);

  // Whom a history names may well be a stranger by now: once is enough.
  people.meet(['carl']);
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(4), 20_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(users).toHaveBeenCalledTimes(4);
});

test('the names of a group of 300 are there after a few calls, and who is looked at comes first', async () => {
  vi.useFakeTimers();
  const store = createStore({ note: () => undefined });
  const asked: string[][] = [];
  const users: Api['users'] = async (ids) => {
    asked.push([...ids]);
    return known(ids);
  };
  const people = createAcquaintance({ api: { user, users }, store, me: 'ann', stopped: new AbortController().signal });
  const members = Array.from({ length: 300 }, (_, i) => `member ${i}`);
  for (const id of members) people.meet([id]);
  people.meet(['somebody new', 'member 7']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked[0]?.slice(0, 2)).toEqual(['somebody new', 'member 7']);
  expect(asked.length).toBeLessThanOrEqual(7);
  expect(asked.flat()).toHaveLength(301);
  expect(new Set(asked.flat())).toEqual(new Set([...members, 'somebody new']));
  expect(store.people.user('member 299')?.displayName).toBe('member 299');
});

test('however many are found out about one after the other, most calls of a minute are left, refused or not', async () => {
  vi.useFakeTimers();
  const store = createStore({ note: () => undefined });
  let calls = 80;
  const users: Api['users'] = async (ids) => {
    if (++calls > 100) return failed({ code: 'rate_limited', status: 429, message: '', retryAfter: 60 });
    return known(ids);
  };
  const people = createAcquaintance({ api: { user, users }, store, me: 'ann', stopped: new AbortController().signal });
  for (let minute = 0; minute < 3; minute++) {
    for (let n = 0; n < 600; n++) {
      people.meet([`${minute} ${n}`]);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(calls).toBeLessThanOrEqual(minute === 0 ? 125 : 50);
    calls = 0;
  }
  await vi.advanceTimersByTimeAsync(120_000);
  expect([...store.people.all()]).toHaveLength(1_800);
});

test('of a server that does not know of several at once each is asked for alone, as slowly as ever', async () => {
  vi.useFakeTimers();
  const store = createStore({ note: () => undefined });
  const unknown = failed({ code: 'not_found', status: 404, message: '' });
  let replaced = false;
  const users = vi.fn<Api['users']>(async (ids) => (replaced ? known(ids) : unknown));
  let calls = 0;
  const user: Api['user'] = async (id) => {
    calls++;
    if (id === 'a stranger') return unknown;
    return ok({ user: { id, username: id, displayName: id, avatar: null, createdAt: '' } });
  };
  const people = createAcquaintance({ api: { user, users }, store, me: 'ann', stopped: new AbortController().signal });
  people.meet(['a stranger', ...Array.from({ length: 300 }, (_, i) => `member ${i}`)]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(store.people.user('member 0')?.displayName).toBe('member 0');
  await vi.advanceTimersByTimeAsync(59_000);
  expect(calls).toBeLessThanOrEqual(50);
  await vi.advanceTimersByTimeAsync(600_000);
  expect([...store.people.all()]).toHaveLength(300);
  expect(calls).toBe(301);
  expect(users.mock.calls.length).toBeLessThanOrEqual(4 + 12);
  replaced = true;
  await vi.advanceTimersByTimeAsync(60_000);
  users.mockClear();
  people.meet(Array.from({ length: 50 }, (_, i) => `later ${i}`));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(store.people.user('later 49')?.displayName).toBe('later 49');
  expect(users).toHaveBeenCalledTimes(1);
  expect(calls).toBe(301);
});

test('who could not be asked for is asked for when seen again', async () => {
  const store = createStore({ note: () => undefined });
  const gone = failed({ code: 'forbidden', status: 403, message: '' });
  const answers: Awaited<ReturnType<Api['users']>>[] = [gone, known(['bob'])];
  const users = vi.fn(async () => answers.shift() ?? gone);
  const people = createAcquaintance({ api: { user, users }, store, me: 'ann', stopped: new AbortController().signal });
  people.meet(['bob']);
  await vi.waitFor(() => expect(users).toHaveBeenCalledTimes(1), 20_000);
  await new Promise((resolve) => setTimeout(resolve, 10));
  people.meet(['bob']);
  await vi.waitFor(() => expect(store.people.user('bob')?.displayName).toBe('bob'), 20_000);
});

test('who comes back into sight may have another name by now, and is asked for once more', async () => {
  const store = createStore({ note: () => undefined });
  const users = vi.fn(async (ids: readonly string[]) => known(ids, 'of now'));
  const people = createAcquaintance({ api: { user, users }, store, me: 'ann', stopped: new AbortController().signal });
  for (const id of ['ann', 'bob', 'carl', 'dora']) store.people.learn({ ...bob('of old'), id });
  applyState(store, push('contact:accepted', { ...bob('of old'), id: 'carl' }), 'ann');
  const members = ['ann', 'bob', 'carl'].map((userId) => ({ userId, role: 'member', joinedAt: '' }));
  people.ofPush({ type: 'member:added', by: 'dora', data: { members } });
  await vi.waitFor(() => expect(store.people.user('bob')?.displayName).toBe('of now'), 20_000);
  for (const id of ['carl', 'dora']) expect(store.people.user(id)?.displayName).toBe('of old');
  people.meet(['bob', 'carl', 'dora']);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(users).toHaveBeenCalledTimes(1);
});
