import type { PresencePreference } from '@messenger/proto';
import type { ProfileChange } from '@messenger/sync';
import { createSignal } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { Radios, Switch } from '../../ui/Choice.tsx';
import { Flaw } from '../../ui/Flaw.tsx';

const presences: readonly PresencePreference[] = ['online', 'away', 'dnd', 'invisible'];

/** What others are told: whether one is there, and what one has read. */
export function Visibility() {
  const sync = useSync();
  const [failure, setFailure] = createSignal<string>();
  const change = async (next: ProfileChange) => {
    const result = await sync.actions.updateProfile(next);
    if (result.ok && next.presence) sync.actions.setPresence(next.presence);
    setFailure(result.ok ? undefined : failureText(result.error));
    return result.ok;
  };
  const options = () =>
    presences.map((value) => ({
      value,
      label: words.settings.presences[value],
      hint: words.settings.presenceHints[value],
    }));
  return (
    <section class="page-section" aria-labelledby="settings-presence">
      <h2 id="settings-presence">{words.settings.presence}</h2>
      <Radios
        quietLabel
        label={words.settings.presence}
        value={sync.state.me()?.presence ?? 'online'}
        options={options()}
        onChange={(presence) => change({ presence })}
      />
      <Switch
        label={words.settings.readReceipts}
        hint={words.settings.readReceiptsHint}
        checked={sync.state.me()?.readReceipts ?? true}
        onChange={(readReceipts) => void change({ readReceipts })}
      />
      <Flaw text={failure()} />
    </section>
  );
}
