import type { Message } from '@messenger/proto';
import { words } from '../../lib/strings.ts';

/** Someone's name where a sentence starts, or within one. */
type Name = (userId: string, place: 'start' | 'within') => string;

/** A system notice in words; nothing for one that a newer server made. */
export function noticeText({ system, senderId }: Message, name: Name, me: string | undefined): string {
  const who = name(senderId, 'start');
  switch (system?.type) {
    case 'chat:created':
      return words.notice.created(who);
    case 'chat:updated':
      if (system.name !== undefined) return words.notice.renamed(who, system.name);
      if (system.avatar !== undefined) return words.notice.pictured(who);
      return system.slug ? words.notice.addressed(who, system.slug) : words.notice.unaddressed(who);
    case 'member:added':
      return words.notice.added(
        who,
        system.userIds.map((userId) => name(userId, 'within')),
      );
    case 'member:removed':
      return words.notice.removed(who, name(system.userId, 'within'));
    case 'member:left': {
      const owner = system.newOwnerId;
      return owner ? words.notice.leftTo(who, name(owner, 'start'), owner === me) : words.notice.left(who);
    }
    case 'member:role':
      return words.notice.role[system.role](who, name(system.userId, 'within'));
    default:
      return '';
  }
}
