import { fits, UserRegistered } from '@messenger/proto';
import { expect, test } from 'vitest';
import { registeredEvent } from './registered-event.ts';

const ann = {
  id: '01990000-0000-7000-8000-000000000001',
  username: 'Ann',
  displayName: 'Ann Example',
  createdAt: new Date('2026-11-23T10:00:00.123Z'),
};

test('it is version 1 of the user, as the contract has it', () => {
  const event = registeredEvent(ann);
  expect(fits(UserRegistered, event)).toBe(true);
  expect(event).toMatchObject({ version: 1, prev: null, by: ann.id, userId: ann.id, at: '2026-11-23T10:00:00.123Z' });
});

test('made twice it is the same event', () => {
  expect(JSON.stringify(registeredEvent(ann))).toBe(JSON.stringify(registeredEvent(ann)));
});
