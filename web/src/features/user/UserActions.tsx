import type { UserCard } from '@messenger/proto';
import { Match, Switch } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';
import { Button } from '../../ui/Button.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { ContactMenu } from '../contacts/ContactMenu.tsx';
import { createDoing } from '../contacts/createDoing.ts';
import { useStartChat } from '../contacts/useStartChat.ts';

/** The next step with somebody: to write, to ask, to answer, or to take it back. */
export function UserActions(props: { user: UserCard }) {
  const sync = useSync();
  const doing = createDoing();
  const startChat = useStartChat(doing);
  const id = () => props.user.id;
  const name = () => nameOf(props.user);
  const contact = () => sync.state.contacts().some(({ user }) => user.id === id());
  const incoming = () => sync.state.requests().incoming.find(({ user }) => user.id === id());
  const outgoing = () => sync.state.requests().outgoing.find(({ user }) => user.id === id());
  return (
    <>
      <div class="page-actions">
        <Switch
          fallback={
            <Button
              look="primary"
              busy={doing.busy(id())}
              onClick={() => void doing.run(id(), () => sync.actions.requestContact(id()))}
            >
              {words.contacts.ask(name())}
            </Button>
          }
        >
          <Match when={contact()}>
            <Button look="primary" busy={doing.busy(id())} onClick={() => startChat(id())}>
              {words.contacts.writeTo(name())}
            </Button>
            <ContactMenu
              label={words.contacts.actionsFor(name())}
              name={name()}
              onRemove={() => void doing.run(id(), () => sync.actions.removeContact(id()))}
            />
          </Match>
          <Match when={incoming()}>
            {(request) => (
              <>
                <Button
                  look="primary"
                  busy={doing.busy(id())}
                  onClick={() => void doing.run(id(), () => sync.actions.acceptRequest(request().id))}
                >
                  {words.contacts.acceptFrom(name())}
                </Button>
                <Button onClick={() => void doing.run(id(), () => sync.actions.declineRequest(request().id))}>
                  {words.contacts.reject}
                </Button>
              </>
            )}
          </Match>
          <Match when={outgoing()}>
            {(request) => (
              <Button
                busy={doing.busy(id())}
                onClick={() => void doing.run(id(), () => sync.actions.declineRequest(request().id))}
              >
                {words.contacts.withdrawFrom(name())}
              </Button>
            )}
          </Match>
        </Switch>
      </div>
      <Flaw text={doing.failure()} />
    </>
  );
}
