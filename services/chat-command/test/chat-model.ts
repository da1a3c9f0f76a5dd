import { type ChatEvent, maxReactions, type Role, type UserId } from '@messenger/proto';
import { expect } from 'vitest';
import type { Target } from '../src/domain/chat/commands.ts';
import type { Happened } from '../src/domain/chat/recent.ts';

/** What a follower of the log knows: written apart from the state, to be held against it. */
export class ChatModel {
  readonly events: ChatEvent[] = [];
  readonly messages = new Map<string, Target & { reactionsOf: Map<UserId, string[]> }>();
  members: { userId: UserId; role: Role }[] = [];

  older(id: string): Happened | null {
    const event = this.events.find((one) => one.id === id);
    if (!event) return null;
    const ordinal = event.type === 'MessageSent' ? event.data.ordinal : 0;
    return { id, type: event.type, by: event.by, version: event.version, ordinal, at: event.at };
  }
  target(id: string, by: UserId): Target | null {
    const found = this.messages.get(id);
    return found ? { ...found, reactions: found.reactionsOf.get(by) ?? [] } : null;
  }
  setRole(userId: UserId, role: Role): void {
    const old = this.members.find((one) => one.role === 'owner');
    if (role === 'owner' && old) old.role = 'admin';
    this.members.find((one) => one.userId === userId)!.role = role;
  }
  remove(userId: UserId): void {
    this.members = this.members.filter((one) => one.userId !== userId);
  }

  /** Takes an event in, and holds it against what was before it. */
  take(event: ChatEvent): void {
    const { by, type } = event;
    expect(this.events.some(({ id }) => id === event.id)).toBe(false);
    const settling = type === 'DirectClosed' || type === 'DirectReopened';
    if (this.events.length > 0 && !settling) expect(this.members.map(({ userId }) => userId)).toContain(by);
    this.events.push(event);
    switch (type) {
      case 'ChatCreated':
        expect(event.version).toBe(1);
        this.members = event.data.members.map((one) => ({ ...one }));
        break;
      case 'MessageSent':
        expect(event.data.ordinal).toBe(this.messages.size + 1);
        if (event.data.replyTo) {
          const { messageId, ...quoted } = event.data.replyTo;
          this.expectThere(messageId, quoted);
        }
        this.messages.set(event.id, {
          senderId: by,
          ordinal: event.data.ordinal,
          deleted: false,
          reactionsOf: new Map(),
        });
        break;
      case 'MessageEdited':
        this.expectThere(event.data.messageId, { senderId: by, ordinal: event.data.ordinal });
        break;
      case 'MessageDeleted':
        this.expectThere(event.data.messageId, { senderId: by, ordinal: event.data.ordinal });
        this.messages.get(event.data.messageId)!.deleted = true;
        break;
      case 'ReactionAdded':
      case 'ReactionRemoved': {
        const { messageId, emoji } = event.data;
        this.expectThere(messageId, {});
        const mine = this.messages.get(messageId)!.reactionsOf.get(by) ?? [];
        expect(mine.includes(emoji)).toBe(type === 'ReactionRemoved');
        const after = type === 'ReactionAdded' ? [...mine, emoji] : mine.filter((one) => one !== emoji);
        expect(after.length).toBeLessThanOrEqual(maxReactions);
        this.messages.get(messageId)!.reactionsOf.set(by, after);
        break;
      }
      case 'MembersAdded':
        for (const one of event.data.members) {
          expect(one.role).toBe('member');
          expect(this.members.some(({ userId }) => userId === one.userId)).toBe(false);
          this.members.push({ ...one });
        }
        break;
      case 'MemberRemoved':
        expect(this.members.find(({ userId }) => userId === event.data.userId)!.role).not.toBe('owner');
        this.remove(event.data.userId);
        break;
      case 'MemberLeft':
        this.remove(by);
        expect(event.data.closed).toBe(this.members.length === 0);
        if (event.data.newOwnerId) this.setRole(event.data.newOwnerId, 'owner');
        break;
      case 'MemberRoleChanged':
        this.setRole(event.data.userId, event.data.role);
        break;
      case 'ChatDeleted':
        this.members = [];
        break;
      default:
    }
  }
  private expectThere(messageId: string, like: Partial<Target>): void {
    expect(this.messages.get(messageId)).toMatchObject({ ...like, deleted: false });
  }
}
