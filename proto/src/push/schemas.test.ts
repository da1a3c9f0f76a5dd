import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type ChatEvent,
  type ContactEvent,
  chatEvents,
  contactEvents,
  flawsOf,
  type Outgoing,
  type PushType,
  pushesOfChatEvent,
  pushesOfContactEvent,
  pushesOfUserEvent,
  pushFrame,
  pushKinds,
  type UserEvent,
  userEvents,
} from '../index.ts';

const fixtures = join(import.meta.dirname, '../fixtures');

function pushesOf(event: { type: string }): Outgoing[] {
  if (event.type in chatEvents) return pushesOfChatEvent(event as ChatEvent);
  if (event.type in contactEvents) return pushesOfContactEvent(event as ContactEvent);
  if (event.type in userEvents) return pushesOfUserEvent(event as UserEvent);
  return [];
}

describe('every push that an event makes is in the contract', () => {
  test.each(readdirSync(fixtures).filter((name) => name.includes('.v1.')))('%s', (name) => {
    const { event } = JSON.parse(readFileSync(join(fixtures, name), 'utf8'));
    for (const { push } of pushesOf(event)) {
      if (!Object.hasOwn(pushKinds, push.type)) expect.fail(`${push.type} is not in the contract`);
      expect(flawsOf(pushFrame(push.type as PushType), push)).toEqual([]);
      expect(Object.keys(push).filter((key) => !(key in pushFrame(push.type as 'ready').properties))).toEqual([]);
    }
  });
});
