import type { Chat } from '@messenger/proto';
import { createMemo, createSignal, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';
import { stillThere } from './people.ts';

/** Chooses among the contacts who are not in the group yet. */
export function AddPeople(props: { chat: Chat; onClose: () => void }) {
  const sync = useSync();
  const [ticked, setTicked] = createSignal<string[]>([]);
  const [flaw, setFlaw] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const there = createMemo(() => new Set(props.chat.members?.map(({ userId }) => userId)));
  const people = createMemo(() =>
    sync.state
      .contacts()
      .map(({ user }) => user)
      .filter(({ id }) => !there().has(id)),
  );
  const chosen = createMemo(() => stillThere(ticked(), people()));
  const add = async () => {
    if (chosen().length === 0) return setFlaw(words.group.chooseOne);
    setBusy(true);
    const result = await sync.actions.addMembers(props.chat.id, chosen());
    setBusy(false);
    if (result.ok) props.onClose();
    else setFlaw(failureText(result.error));
  };
  return (
    <Dialog title={words.group.add} onClose={props.onClose}>
      <div class="dialog-body scrolls">
        <Show when={people().length > 0} fallback={<p>{words.group.nobodyLeft}</p>}>
          <PeoplePicker
            people={people()}
            chosen={chosen()}
            flaw={flaw()}
            onChange={(next) => {
              setTicked(next);
              setFlaw(undefined);
            }}
          />
          <div class="dialog-actions">
            <Button onClick={() => props.onClose()}>{words.chat.cancel}</Button>
            <Button look="primary" busy={busy()} onClick={() => void add()}>
              {words.group.addChosen}
            </Button>
          </div>
        </Show>
      </div>
    </Dialog>
  );
}
