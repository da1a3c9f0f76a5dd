import type { SessionEntry } from '@messenger/sync';
import Laptop from 'lucide-solid/icons/laptop';
import { createSignal, For, onMount, Show } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { since } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { whenBackOnline } from '../../sync/online.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Flaw } from '../../ui/Flaw.tsx';

/** Each place where one is logged in, and the way to end it. */
export function Sessions() {
  const sync = useSync();
  const [sessions, setSessions] = createSignal<readonly SessionEntry[]>();
  const [failure, setFailure] = createSignal<string>();
  const [ending, setEnding] = createSignal<SessionEntry>();
  let list: HTMLElement | undefined;
  /** What asks whether to end one. */
  let asker: HTMLElement | undefined;
  const load = async () => {
    const result = await sync.actions.loadSessions();
    if (result.ok) setSessions(result.value);
    setFailure(result.ok ? undefined : `${words.settings.sessionsFailed} ${failureText(result.error)}`);
  };
  onMount(() => void load());
  whenBackOnline(() => !sessions() && load());
  const end = async (session: SessionEntry) => {
    const result = await sync.actions.endSession(session.id);
    if (result.ok) await load();
    else setFailure(failureText(result.error));
  };
  const deviceOf = (session: SessionEntry) => deviceName(session.device) || words.settings.unknownDevice;
  return (
    <section
      class="page-section"
      aria-labelledby="settings-sessions"
      tabindex="-1"
      ref={(element) => {
        list = element;
      }}
    >
      <h2 id="settings-sessions">{words.settings.sessions}</h2>
      <Flaw text={failure()} />
      <Show when={sessions()} fallback={<div class="bone settings-bone" aria-hidden="true" />}>
        {(known) => (
          <ul class="settings-sessions">
            <For each={known()}>
              {(session) => (
                <li>
                  <Laptop size={20} aria-hidden="true" />
                  <div>
                    <p>{deviceOf(session)}</p>
                    <p class="page-note">
                      {session.current
                        ? words.settings.thisDevice
                        : words.settings.lastSeen(since(session.lastSeenAt, clock()))}
                    </p>
                  </div>
                  <Show when={!session.current}>
                    <Button
                      aria-label={words.settings.endSessionOn(deviceOf(session))}
                      onClick={(event) => {
                        asker = event.currentTarget;
                        setEnding(session);
                      }}
                    >
                      {words.settings.endSession}
                    </Button>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
      <Show when={ending()}>
        {(session) => (
          <Confirm
            open
            title={words.settings.endTitle(deviceOf(session()))}
            body={words.settings.endBody}
            confirm={words.settings.endSession}
            cancel={words.chat.cancel}
            returnFocus={() => (asker?.isConnected ? asker : list)}
            onConfirm={() => void end(session())}
            onClose={() => setEnding(undefined)}
          />
        )}
      </Show>
    </section>
  );
}

/** `Firefox on Linux` out of what a browser calls itself; other clients say it in plain words. */
function deviceName(device: string): string {
  if (!device.startsWith('Mozilla/')) return device;
  const browser = [
    ['Edg/', 'Edge'],
    ['OPR/', 'Opera'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([sign]) => device.includes(sign ?? ''))?.[1];
  const system = [
    ['Android', 'Android'],
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Windows', 'Windows'],
    ['Mac OS', 'macOS'],
    ['Linux', 'Linux'],
  ].find(([sign]) => device.includes(sign ?? ''))?.[1];
  return [browser, system].filter(Boolean).join(' · ');
}
