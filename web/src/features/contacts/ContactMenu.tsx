import EllipsisVertical from 'lucide-solid/icons/ellipsis-vertical';
import UserMinus from 'lucide-solid/icons/user-minus';
import { createSignal } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';

/** What else one can do about a contact: remove them, once one has confirmed it. */
export function ContactMenu(props: { label: string; name: string; onRemove: () => void }) {
  const [removing, setRemoving] = createSignal(false);
  let trigger: HTMLElement | undefined;
  return (
    <>
      <Menu
        label={props.label}
        trigger={<EllipsisVertical size={20} />}
        triggerRef={(element) => {
          trigger = element;
        }}
      >
        <MenuItem danger icon={<UserMinus size={16} />} onSelect={() => setRemoving(true)}>
          {words.contacts.remove}
        </MenuItem>
      </Menu>
      <Confirm
        open={removing()}
        title={words.contacts.removeTitle(props.name)}
        body={words.contacts.removeBody}
        confirm={words.contacts.removeConfirm}
        cancel={words.contacts.cancel}
        returnFocus={() => trigger}
        onConfirm={() => props.onRemove()}
        onClose={() => setRemoving(false)}
      />
    </>
  );
}
