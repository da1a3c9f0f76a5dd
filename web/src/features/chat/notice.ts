import type { Message } from '@messenger/proto';
import { words } from '../../lib/strings.ts';
import { isolated } from '../../lib/text.ts';

/** Someone's name where a sentence starts, or within one. */
type Name = (userId: string, place: 'start' | 'within') => string;

/** A system notice in words, each name in it isolated; nothing for one that a newer server made. */
export function noticeText({ system, senderId }: Message, nameOf: Name, me: string | undefined): string {
  const name: Name = (userId, place) => isolated(nameOf(userId, place));
  const who = name(senderId, 'start');
  switch (system?.type) {
    case 'chat:created':
      return words.notice.created(who);
    case 'chat:updated':
      if (system.name !== undefined) return words.notice.renamed(who, isolated(system.name));
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
      return words.notice.role[system.role](who, name(system.userId, 'within'), system.userId === me);
    default:
      return '';
  }
}
