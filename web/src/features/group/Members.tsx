import type { Chat } from '@messenger/proto';
import UserPlus from 'lucide-solid/icons/user-plus';
import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { useOnline } from '../../sync/online.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { createDoing } from '../contacts/createDoing.ts';
import { AddPeople } from './AddPeople.tsx';
import { MemberRow } from './MemberRow.tsx';
import { manages, sortMembers } from './people.ts';

/** So many placeholders fill more than the screen. */
const manyBones = 50;

/** Who is in the group, and for those who manage it, the way to change that. */
export function Members(props: { chat: Chat }) {
  const sync = useSync();
  const doing = createDoing();
  const [adding, setAdding] = createSignal(false);
  const [failure, setFailure] = createSignal<string>();
  const members = createMemo(() => sortMembers(props.chat.members ?? [], sync.state.user));
  const byId = createMemo(() => new Map(members().map((member) => [member.userId, member])));
  const ids = createMemo(() => members().map(({ userId }) => userId));
  const online = useOnline();
  // Asked for once more where there is a connection again.
  createEffect(
    on([() => props.chat.id, () => props.chat.members === undefined, online], async ([chatId]) => {
      const result = await sync.actions.loadMembers(chatId);
      setFailure(result.ok ? undefined : failureText(result.error));
    }),
  );
  createEffect(() => sync.actions.meet(ids()));
  return (
    <section class="details-section" aria-labelledby="details-members">
      <div class="details-title">
        <h3 id="details-members">
          {words.group.members} <span class="title-count">{props.chat.memberCount}</span>
        </h3>
        <Show when={manages(props.chat)}>
          <IconButton label={words.group.add} onClick={() => setAdding(true)}>
            <UserPlus size={18} />
          </IconButton>
        </Show>
      </div>
      <Flaw text={doing.failure() ?? failure()} />
      <Show
        when={props.chat.members ?? failure()}
        fallback={
          <div aria-hidden="true">
            <For each={Array.from({ length: Math.min(props.chat.memberCount, manyBones) })}>
              {() => (
                <div class="details-member">
                  <span class="bone details-bone-face" />
                  <span class="bone details-bone-name" />
                </div>
              )}
            </For>
          </div>
        }
      >
        <ul aria-labelledby="details-members">
          <For each={ids()}>
            {(userId) => (
              <Show when={byId().get(userId)}>
                {(member) => <MemberRow chat={props.chat} member={member()} doing={doing} />}
              </Show>
            )}
          </For>
        </ul>
      </Show>
      <Show when={adding()}>
        <AddPeople chat={props.chat} onClose={() => setAdding(false)} />
      </Show>
    </section>
  );
}
