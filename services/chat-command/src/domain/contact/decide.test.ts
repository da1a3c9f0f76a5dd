import type { ContactEvent, UserCard } from '@messenger/proto';
import { given } from '@messenger/testkit';
import { expect, test } from 'vitest';
import { contactDecider, type PreparedContactCommand } from './decide.ts';
import { noPair, standingFor } from './state.ts';

const cardOf = (letter: string): UserCard => ({
  id: `01990000-0000-7000-8000-00000000000${letter}`,
  username: `user_${letter}`,
  displayName: `User ${letter}`,
  avatar: null,
});
const [ann, bob, eve] = [cardOf('a'), cardOf('b'), cardOf('e')];
const pairId = '69ad5538-68fa-52e1-aef7-4404cc151a0b';
const at = '2026-11-23T08:00:00.000Z';
const idOf = (n: number) => `01990000-0000-7000-9000-${String(n).padStart(12, '0')}`;

type Told = [type: ContactEvent['type'], requester: UserCard, recipient: UserCard, by: UserCard];
const requested: Told = ['ContactRequested', ann, bob, ann];
const crossed: Told = ['ContactRequested', bob, ann, bob];
const accepted: Told = ['ContactAccepted', ann, bob, bob];
const rejected: Told = ['ContactRejected', ann, bob, bob];
const withdrawn: Told = ['ContactWithdrawn', ann, bob, ann];
const removed: Told = ['ContactRemoved', ann, bob, ann];

/** The events of the pair, numbered as they come; the n-th has the id `idOf(n)`. */
const pair = (...story: Told[]) =>
  given(
    contactDecider,
    ...story.map(([type, requester, recipient, by], i): ContactEvent => {
      const data = { requester, recipient };
      return { id: idOf(i + 1), type, v: 1, pairId, version: i + 1, prev: null, by: by.id, at, data } as ContactEvent;
    }),
  );
const request = (me: UserCard, other: UserCard, commandId = idOf(99)): PreparedContactCommand => ({
  type: 'RequestContact',
  commandId,
  by: me.id,
  userId: other.id,
  cards: { me, other },
});
const on = (type: 'AcceptContact' | 'DeclineContact', by: UserCard, commandId = idOf(99)): PreparedContactCommand => ({
  type,
  commandId,
  by: by.id,
  pairId,
});
const remove = (by: UserCard, userId: string, commandId = idOf(99)): PreparedContactCommand => ({
  type: 'RemoveContact',
  commandId,
  by: by.id,
  userId,
});
const parties = (requester: UserCard, recipient: UserCard) => ({ requester, recipient });

test('whatever becomes of a pair is told with the cards of now and not with those of the request', () => {
  const [annNow, bobNow] = [
    { ...ann, displayName: 'Ann now' },
    { ...bob, displayName: 'Bob now' },
  ];
  const cards = { me: bobNow, other: annNow };
  pair(requested)
    .when({ ...on('AcceptContact', bob), cards })
    .thenEvent('ContactAccepted', parties(annNow, bobNow));
  pair(requested).when(request(bobNow, annNow)).thenEvent('ContactAccepted', parties(annNow, bobNow));
  pair(requested)
    .when({ ...on('DeclineContact', bob), cards })
    .thenEvent('ContactRejected', parties(annNow, bobNow));
  pair(requested)
    .when({ ...on('DeclineContact', ann), cards: { me: annNow, other: bobNow } })
    .thenEvent('ContactWithdrawn', parties(annNow, bobNow));
  pair(requested, accepted)
    .when({ ...remove(bob, ann.id), cards })
    .thenEvent('ContactRemoved', parties(annNow, bobNow));
});

test('anyone asks anyone, with the cards of both', () => {
  pair().when(request(ann, bob)).thenEvent('ContactRequested', parties(ann, bob));
  for (const end of [rejected, withdrawn]) {
    pair(requested, end).when(request(bob, ann)).thenEvent('ContactRequested', parties(bob, ann));
  }
  pair(requested, accepted, removed).when(request(bob, ann)).thenEvent('ContactRequested', parties(bob, ann));
});

test('someone whose card is not known is not found', () => {
  const { cards: _, ...unknown } = request(ann, bob) as PreparedContactCommand & { cards: object };
  pair()
    .when(unknown as PreparedContactCommand)
    .thenRefused('not_found');
});

test('asking again changes nothing; asking each other is an acceptance; asking a contact is refused', () => {
  pair(requested).when(request(ann, bob)).thenNothing();
  pair(requested).when(request(bob, ann)).thenEvent('ContactAccepted', parties(ann, bob));
  pair(crossed).when(request(ann, bob)).thenEvent('ContactAccepted', parties(bob, ann));
  pair(requested, accepted).when(request(ann, bob)).thenRefused('already_contacts');
  pair(requested, accepted).when(request(bob, ann)).thenRefused('already_contacts');
});

test('the recipient alone accepts', () => {
  pair(requested).when(on('AcceptContact', bob)).thenEvent('ContactAccepted', parties(ann, bob));
  pair(requested).when(on('AcceptContact', ann)).thenRefused('not_found');
  pair(requested).when(on('AcceptContact', eve)).thenRefused('not_found');
  pair().when(on('AcceptContact', bob)).thenRefused('not_found');
  pair(requested, withdrawn).when(on('AcceptContact', bob)).thenRefused('not_found');
  pair(requested, accepted).when(on('AcceptContact', bob)).thenNothing();
  pair(requested, accepted).when(on('AcceptContact', eve)).thenRefused('not_found');
});

test('the recipient rejects, the requester withdraws, nobody else does either', () => {
  pair(requested).when(on('DeclineContact', bob)).thenEvent('ContactRejected', parties(ann, bob));
  pair(requested).when(on('DeclineContact', ann)).thenEvent('ContactWithdrawn', parties(ann, bob));
  pair(requested).when(on('DeclineContact', eve)).thenRefused('not_found');
  pair(requested, accepted).when(on('DeclineContact', bob)).thenRefused('not_found');
  pair().when(on('DeclineContact', bob)).thenRefused('not_found');
});

test('each of the two ends the contact, once', () => {
  pair(requested, accepted).when(remove(ann, bob.id)).thenEvent('ContactRemoved', parties(ann, bob));
  pair(requested, accepted).when(remove(bob, ann.id)).thenEvent('ContactRemoved', parties(ann, bob));
  pair(requested, accepted).when(remove(eve, bob.id)).thenRefused('not_found');
  pair(requested).when(remove(ann, bob.id)).thenRefused('not_found');
  pair(requested, accepted, removed).when(remove(ann, bob.id)).thenRefused('not_found');
});

test('a repeated command is no second one, whatever happened since', () => {
  pair(requested, accepted, removed)
    .when(request(ann, bob, idOf(1)))
    .thenNothing();
  pair(requested, rejected, requested)
    .when(on('DeclineContact', bob, idOf(2)))
    .thenNothing();
  pair(requested, accepted, removed, requested, accepted)
    .when(remove(ann, bob.id, idOf(3)))
    .thenNothing();
});

test("another's command id is taken; to a stranger nothing is there", () => {
  pair(requested)
    .when(on('AcceptContact', bob, idOf(1)))
    .thenRefused('id_reused');
  pair(requested, accepted)
    .when(remove(ann, bob.id, idOf(2)))
    .thenRefused('id_reused');
  pair(requested)
    .when(on('AcceptContact', eve, idOf(1)))
    .thenRefused('not_found');
});

test('an id that did something else before is taken, even when it is one of the own', () => {
  pair(requested)
    .when(on('DeclineContact', ann, idOf(1)))
    .thenRefused('id_reused');
  pair(requested, accepted)
    .when(remove(bob, ann.id, idOf(2)))
    .thenRefused('id_reused');
  pair(requested, accepted)
    .when(request(bob, ann, idOf(2)))
    .thenNothing();
});

test('each sees the pair from the own side', () => {
  expect(standingFor(noPair, ann.id)).toBe('none');
  const { state } = pair(requested);
  expect([standingFor(state, ann.id), standingFor(state, bob.id)]).toEqual(['outgoing', 'incoming']);
  expect(standingFor(pair(requested, accepted).state, ann.id)).toBe('contact');
  expect(standingFor(pair(requested, accepted, removed).state, bob.id)).toBe('none');
});

test('what it remembers of commands is bounded', () => {
  const many = Array.from({ length: 50 }, () => [requested, withdrawn]).flat();
  expect(pair(...many).state.answered).toHaveLength(32);
});
