import type { Chat, ChatSettings } from '@messenger/proto';
import { createSignal, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { Radios, Switch } from '../../ui/Choice.tsx';
import { Flaw } from '../../ui/Flaw.tsx';

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
  return (
    <section class="details-section" aria-label={words.group.notices}>
      <Switch
        label={words.group.mute}
        checked={props.chat.settings.muted}
        onChange={(muted) => void change({ muted })}
      />
      <Show when={!props.chat.settings.muted}>
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
