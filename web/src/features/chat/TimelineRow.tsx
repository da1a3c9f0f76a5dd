import type { TimelineItem } from '@messenger/sync';
import { Show } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { dayLabel } from '../../lib/time.ts';
import { MessageRow } from './MessageRow.tsx';
import { NoticeRow } from './NoticeRow.tsx';
import type { Row } from './rows.ts';

/** A message and what stands above it. */
export function TimelineRow(props: { row: Row; item: TimelineItem }) {
  return (
    <div class="timeline-row">
      <Show when={props.row.newDay}>
        <DayLine label={dayLabel(props.row.at, clock())} />
      </Show>
      <Show when={props.row.newFrom}>
        <div class="timeline-unread">{words.chat.unreadDivider}</div>
      </Show>
      <Show when={!props.row.notice} fallback={<NoticeRow message={props.item.message} />}>
        <MessageRow row={props.row} item={props.item} />
      </Show>
    </div>
  );
}

export function DayLine(props: { label: string }) {
  return (
    <div class="timeline-day">
      <span>{props.label}</span>
    </div>
  );
}
