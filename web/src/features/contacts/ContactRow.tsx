import type { ContactEntry } from '@messenger/sync';
import EllipsisVertical from 'lucide-solid/icons/ellipsis-vertical';
import UserMinus from 'lucide-solid/icons/user-minus';
import { createSignal } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf, presenceText } from '../../sync/views.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import type { Doing } from './createDoing.ts';
import { PersonRow } from './PersonRow.tsx';
import { useStartChat } from './useStartChat.ts';

/** A contact: whether they are there, a click to write, a menu for the rest. */
export function ContactRow(props: { contact: ContactEntry; doing: Doing }) {
  const sync = useSync();
  const startChat = useStartChat(props.doing);
  const [removing, setRemoving] = createSignal(false);
  const user = () => props.contact.user;
  const name = () => nameOf(user());
  return (
    <PersonRow
      user={user()}
      presence={props.contact.presence.state}
      about={presenceText(props.contact.presence, clock())}
    >
      <Button
        look="link"
        busy={props.doing.busy(user().id)}
        aria-label={words.contacts.writeTo(name())}
        onClick={() => startChat(user().id)}
      >
        {words.contacts.message}
      </Button>
      <Menu label={words.contacts.actionsFor(name())} trigger={<EllipsisVertical size={20} />}>
        <MenuItem danger icon={<UserMinus size={16} />} onSelect={() => setRemoving(true)}>
          {words.contacts.remove}
        </MenuItem>
      </Menu>
      <Confirm
        open={removing()}
        title={words.contacts.removeTitle(name())}
        body={words.contacts.removeBody}
        confirm={words.contacts.removeConfirm}
        cancel={words.contacts.cancel}
        onConfirm={() => void props.doing.run(user().id, () => sync.actions.removeContact(user().id))}
        onClose={() => setRemoving(false)}
      />
    </PersonRow>
  );
}
