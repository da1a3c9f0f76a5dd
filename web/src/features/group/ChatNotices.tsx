import type { Chat, ChatSettings } from '@messenger/proto';
import { createMemo, createSignal, Show } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { untilWhen } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { isMuted } from '../../sync/views.ts';
import { Radios, Switch } from '../../ui/Choice.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { type MuteSpan, muteEnd, muteSpans } from './muting.ts';

const levels = ['all', 'mentions', 'none'] as const;

/** Whether and of what this chat notifies: one's own setting, on every device. */
export function ChatNotices(props: { chat: Chat }) {
  const sync = useSync();
  const [failure, setFailure] = createSignal<string>();
  const change = async (settings: Partial<ChatSettings>) => {
    const result = await sync.actions.changeSettings(props.chat.id, settings);
    setFailure(result.ok ? undefined : failureText(result.error));
    return result.ok;
  };
  const muted = () => isMuted(props.chat.settings, clock().now);
  const spans = muteSpans.map((value) => ({
    value,
    get label() {
      return words.group.muteSpans[value];
    },
  }));
  const mutedUntil = createMemo(() => props.chat.settings.mutedUntil);
  /** The end that was chosen stands before those that can be. */
  const chosen = createMemo(() => {
    const end = mutedUntil();
    if (!end) return [];
    return [
      {
        value: 'chosen' as const,
        get label() {
          return words.group.mutedUntil(untilWhen(end, clock()));
        },
      },
    ];
  });
  const mute = async (span: MuteSpan | 'chosen') =>
    span === 'chosen' || change({ muted: true, mutedUntil: muteEnd(span, new Date()) });
  return (
    <section class="details-section" aria-label={words.group.notices}>
      <Switch
        label={words.group.mute}
        checked={muted()}
        onChange={(muted) => void change({ muted, mutedUntil: null })}
      />
      <Show
        when={!muted()}
        fallback={
          <Radios
            label={words.group.muteFor}
            value={mutedUntil() ? 'chosen' : 'good'}
            options={[...chosen(), ...spans]}
            onChange={mute}
          />
        }
      >
        <Radios
          label={words.group.notices}
          value={props.chat.settings.notify}
          options={levels.map((value) => ({ value, label: words.group.notify[value] }))}
          onChange={(notify) => change({ notify })}
        />
      </Show>
      <Flaw text={failure()} />
    </section>
  );
}
