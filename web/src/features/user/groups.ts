import type { Chat } from '@messenger/proto';

/** The ids of the groups that somebody is in too, as far as their members are known. */
export const groupsWith = (userId: string, chats: readonly Chat[]): string[] =>
  chats.flatMap(({ id, kind, members }) =>
    kind === 'group' && members?.some((member) => member.userId === userId) ? [id] : [],
  );
