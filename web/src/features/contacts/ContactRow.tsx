import type { ContactEntry } from '@messenger/sync';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { usePresence } from '../../sync/online.ts';
import { nameOf, presenceText } from '../../sync/views.ts';
import { Button } from '../../ui/Button.tsx';
import { ContactMenu } from './ContactMenu.tsx';
import type { Doing } from './createDoing.ts';
import { PersonRow } from './PersonRow.tsx';
import { useStartChat } from './useStartChat.ts';

/** A contact: whether they are there, a click to write, a menu for the rest. */
export function ContactRow(props: { contact: ContactEntry; doing: Doing }) {
  const sync = useSync();
  const presenceOf = usePresence();
  const startChat = useStartChat(props.doing);
  const user = () => props.contact.user;
  const name = () => nameOf(user());
  const presence = () => presenceOf(user().id);
  return (
    <PersonRow
      user={user()}
      presence={presence()?.state}
      about={presenceText(presence(), clock()) ?? <bdi>@{user().username}</bdi>}
    >
      <Button
        look="link"
        busy={props.doing.busy(user().id)}
        aria-label={words.contacts.writeTo(name())}
        onClick={() => startChat(user().id)}
      >
        {words.contacts.message}
      </Button>
      <ContactMenu
        label={words.contacts.actionsFor(name())}
        name={name()}
        onRemove={() => void props.doing.run(user().id, () => sync.actions.removeContact(user().id))}
      />
    </PersonRow>
  );
}
