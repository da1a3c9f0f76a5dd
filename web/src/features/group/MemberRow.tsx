import type { Chat, Member, Role } from '@messenger/proto';
import { A } from '@solidjs/router';
import EllipsisVertical from 'lucide-solid/icons/ellipsis-vertical';
import { createSignal, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { usePresence } from '../../sync/online.ts';
import { nameOf } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import type { Doing } from '../contacts/createDoing.ts';
import { mayDo } from './people.ts';

type Asking = 'handOver' | 'remove';

/** A member and their role, with a menu of what one may do about them. */
export function MemberRow(props: { chat: Chat; member: Member; doing: Doing }) {
  const sync = useSync();
  const presenceOf = usePresence();
  const [asking, setAsking] = createSignal<Asking>();
  let trigger: HTMLElement | undefined;
  const user = () => sync.state.user(props.member.userId);
  const name = () => nameOf(user());
  const self = () => props.member.userId === sync.state.me()?.id;
  const may = () => mayDo(props.chat.closed ? undefined : props.chat.me.role, props.member.role);
  const any = () => !self() && Object.values(may()).includes(true);
  const setRole = (role: Role) =>
    void props.doing.run(props.member.userId, () => sync.actions.setRole(props.chat.id, props.member.userId, role));
  const remove = () =>
    void props.doing.run(props.member.userId, () => sync.actions.removeMember(props.chat.id, props.member.userId));
  return (
    <li class="details-member">
      <A href={`/user/${props.member.userId}`}>
        <Avatar
          id={props.member.userId}
          name={name()}
          picture={user()?.avatar}
          presence={presenceOf(props.member.userId)?.state}
        />
        <span class="details-member-name" dir="auto">
          {name()}
          <Show when={self()}> ({words.group.you})</Show>
        </span>
      </A>
      <Show when={props.member.role !== 'member'}>
        <span class="details-role">{words.group.roles[props.member.role]}</span>
      </Show>
      <Show when={any()}>
        <Menu
          label={words.group.memberActions(name())}
          trigger={<EllipsisVertical size={18} />}
          triggerRef={(element) => {
            trigger = element;
          }}
        >
          <Show when={may().promote}>
            <MenuItem onSelect={() => setRole('admin')}>{words.group.makeAdmin}</MenuItem>
          </Show>
          <Show when={may().demote}>
            <MenuItem onSelect={() => setRole('member')}>{words.group.takeAdmin}</MenuItem>
          </Show>
          <Show when={may().handOver}>
            <MenuItem onSelect={() => setAsking('handOver')}>{words.group.handOver}</MenuItem>
          </Show>
          <Show when={may().remove}>
            <MenuItem danger onSelect={() => setAsking('remove')}>
              {words.group.removeMember}
            </MenuItem>
          </Show>
        </Menu>
        <Show when={asking()} keyed>
          {(what) => (
            <Confirm
              open
              title={what === 'remove' ? words.group.removeTitle(name()) : words.group.handOverTitle(name())}
              body={what === 'remove' ? words.group.removeBody : words.group.handOverBody}
              confirm={what === 'remove' ? words.contacts.removeConfirm : words.group.handOver}
              cancel={words.chat.cancel}
              returnFocus={() => trigger}
              onConfirm={() => (what === 'remove' ? remove() : setRole('owner'))}
              onClose={() => setAsking(undefined)}
            />
          )}
        </Show>
      </Show>
    </li>
  );
}
