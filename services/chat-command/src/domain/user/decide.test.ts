import type { ChatSettings, PresencePreference, UserEvent } from '@messenger/proto';
import { given } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { type PreparedUserCommand, settingsOf, userDecider } from './decide.ts';
import { cardOf, userSnapshot } from './state.ts';

const userId = '01990000-0000-7000-8000-00000000000a';
const chatId = '3e6dd19b-bca0-52f7-b008-bca81c683e3e';
const at = '2026-11-23T08:00:00.000Z';
const idOf = (n: number) => `01990000-0000-7000-9000-${String(n).padStart(12, '0')}`;

type Told = Pick<UserEvent, 'type'> & { data: object };
const registered: Told = { type: 'UserRegistered', data: { username: 'Ann', displayName: 'Ann Ångström' } };
const profile = { username: 'Ann', displayName: 'Ann Ångström', avatar: null, presence: 'online', readReceipts: true };
const changed = (to: object): Told => ({ type: 'ProfileChanged', data: { ...profile, ...to } });
const set = (settings: Partial<ChatSettings>): Told => ({
  type: 'ChatSettingsChanged',
  data: { chatId, settings: { muted: false, mutedUntil: null, notify: 'all', ...settings } },
});

/** The n-th event has the id `idOf(n)`. */
const user = (...tellings: Told[]) =>
  given(
    userDecider,
    ...tellings.map((told, i) => {
      const base = { id: idOf(i + 1), v: 1, userId, version: i + 1, prev: null, by: userId, at };
      return { ...base, ...told } as unknown as UserEvent;
    }),
  );
type Profile = { displayName?: string; presence?: PresencePreference; readReceipts?: boolean };
const update = (to: Profile, commandId = idOf(99)): PreparedUserCommand => ({
  type: 'UpdateProfile',
  commandId,
  by: userId,
  ...to,
});
const change = (settings: Partial<ChatSettings>, isMember?: boolean, commandId = idOf(99)): PreparedUserCommand => ({
  type: 'ChangeChatSettings',
  commandId,
  by: userId,
  chatId,
  settings,
  ...(isMember === undefined ? {} : { isMember }),
});

test('who never registered has nothing to change', () => {
  user()
    .when(update({ displayName: 'Ann' }))
    .thenRefused('not_found');
  user()
    .when(change({ muted: true }, true))
    .thenRefused('not_found');
});

test('a profile changes in what is named, and the event tells all of it', () => {
  const ann = user(registered);
  ann.when(update({ displayName: 'Anna' })).thenEvent('ProfileChanged', { ...profile, displayName: 'Anna' });
  ann.when(update({ presence: 'invisible' })).thenEvent('ProfileChanged', { ...profile, presence: 'invisible' });
  ann.when(update({ readReceipts: false })).thenEvent('ProfileChanged', { ...profile, readReceipts: false });
  user(registered, changed({ displayName: 'Anna', readReceipts: false }))
    .when(update({ presence: 'away' }))
    .thenEvent('ProfileChanged', { ...profile, displayName: 'Anna', readReceipts: false, presence: 'away' });
});

test('what is so already is no change', () => {
  user(registered).when(update({})).thenNothing();
  user(registered)
    .when(update({ displayName: 'Ann Ångström', presence: 'online', readReceipts: true }))
    .thenNothing();
});

test('a display name shows something', () => {
  user(registered)
    .when(update({ displayName: ' \u00a0' }))
    .thenRefused('validation_failed');
});

test('a display name turns nothing around it; one from before stays until it is changed', () => {
  const turning = 'Ann\u202e';
  user(registered)
    .when(update({ displayName: turning }))
    .thenRefused('validation_failed');
  user(registered, changed({ displayName: turning }))
    .when(update({ displayName: turning, presence: 'away' }))
    .thenEvent('ProfileChanged', { ...profile, displayName: turning, presence: 'away' });
});

test('a member sets what they like of a chat, on top of how it was', () => {
  const ann = user(registered);
  const all = { muted: true, mutedUntil: null, notify: 'all' };
  ann.when(change({ muted: true }, true)).thenEvent('ChatSettingsChanged', { chatId, settings: all });
  user(registered, set({ muted: true, mutedUntil: at }))
    .when(change({ notify: 'none' }, true))
    .thenEvent('ChatSettingsChanged', { chatId, settings: { muted: true, mutedUntil: at, notify: 'none' } });
  user(registered, set({ muted: true, mutedUntil: at }))
    .when(change({ mutedUntil: null }, true))
    .thenEvent('ChatSettingsChanged', { settings: all });
});

test('settings that are so already are no change', () => {
  user(registered).when(change({}, true)).thenNothing();
  user(registered)
    .when(change({ muted: false, notify: 'all', mutedUntil: null }, true))
    .thenNothing();
  user(registered, set({ muted: true }))
    .when(change({ muted: true }, true))
    .thenNothing();
});

test('nobody has settings of a chat that they are no member of', () => {
  user(registered)
    .when(change({ muted: true }, false))
    .thenRefused('not_found');
  user(registered)
    .when(change({ muted: true }))
    .thenRefused('not_found');
});

test('a repeated command is no second one, whatever happened since', () => {
  user(registered, changed({ displayName: 'Anna' }), changed({}))
    .when(update({ displayName: 'Anna' }, idOf(2)))
    .thenNothing();
  user(registered, set({ muted: true }), set({}))
    .when(change({ muted: true }, false, idOf(2)))
    .thenNothing();
  const many = Array.from({ length: 100 }, (_, i) => set({ muted: i % 2 === 0 }));
  expect(user(registered, ...many).state!.answered).toHaveLength(64);
});

test('an id that did something else before is taken', () => {
  user(registered, set({ muted: true }))
    .when(update({ displayName: 'Anna' }, idOf(2)))
    .thenRefused('id_reused');
  user(registered, changed({ displayName: 'Anna' }))
    .when(change({ muted: true }, true, idOf(2)))
    .thenRefused('id_reused');
  user(registered)
    .when(update({ displayName: 'Anna' }, idOf(1)))
    .thenRefused('id_reused');
});

test('a state that went through a snapshot is the same', () => {
  const { state } = user(registered, changed({ presence: 'dnd' }), set({ muted: true, notify: 'mentions' }));
  const again = userSnapshot.fromJson(JSON.parse(JSON.stringify(userSnapshot.toJson(state))));
  expect(again).toEqual(state);
  expect(settingsOf(again!, chatId)).toEqual({ muted: true, mutedUntil: null, notify: 'mentions' });
  expect(cardOf(again!)).toEqual({ id: userId, username: 'Ann', displayName: 'Ann Ångström', avatar: null });
  expect(userSnapshot.fromJson(JSON.parse(JSON.stringify(userSnapshot.toJson(undefined))))).toBeUndefined();
});
