import type { Message } from '@messenger/proto';
import { createMemo } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { fullWhen } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';
import { noticeText } from './notice.ts';

/** What happened to the group, small and in the middle. */
export function NoticeRow(props: { message: Message }) {
  const sync = useSync();
  const text = createMemo(() => {
    const me = sync.state.me()?.id;
    const name = (userId: string, place: 'start' | 'within') => {
      if (userId !== me) return nameOf(sync.state.user(userId));
      return place === 'start' ? words.notice.you : words.notice.object;
    };
    return noticeText(props.message, name, me);
  });
  return (
    <p class="notice" title={fullWhen(props.message.sentAt, clock())}>
      {text()}
    </p>
  );
}
