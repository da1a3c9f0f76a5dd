import { For, Match, Switch } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { PageScreen } from '../shell/PageScreen.tsx';
import { ContactRow } from './ContactRow.tsx';
import { createDoing } from './createDoing.ts';
import { PeopleSearch } from './PeopleSearch.tsx';
import { IncomingRow, OutgoingRow } from './RequestRows.tsx';
import { Section } from './Section.tsx';
import './ContactsScreen.css';

/** `/contacts`: find people, answer requests, write to those one knows. */
export default function ContactsScreen() {
  const sync = useSync();
  const doing = createDoing();
  const requests = () => sync.state.requests();
  const nobody = () => sync.state.contacts().length + requests().incoming.length + requests().outgoing.length === 0;
  return (
    <PageScreen title={words.contacts.title}>
      <div class="page-column" data-for="rows">
        <PeopleSearch doing={doing} />
        <Flaw text={doing.failure()} class="contacts-failure" />
        <Switch>
          <Match when={!sync.state.loaded()}>
            <div class="contacts-bones" aria-hidden="true">
              <For each={Array.from({ length: 5 })}>{() => <span class="bone" />}</For>
            </div>
          </Match>
          <Match when={nobody()}>
            <div class="contacts-empty">
              <Empty title={words.contacts.empty} body={words.contacts.emptyHint} />
            </div>
          </Match>
          <Match when={true}>
            <Section title={words.contacts.incoming} each={requests().incoming}>
              {(request) => <IncomingRow request={request()} doing={doing} />}
            </Section>
            <Section title={words.contacts.outgoing} each={requests().outgoing}>
              {(request) => <OutgoingRow request={request()} doing={doing} />}
            </Section>
            <Section title={words.contacts.contacts} each={sync.state.contacts()}>
              {(contact) => <ContactRow contact={contact()} doing={doing} />}
            </Section>
          </Match>
        </Switch>
      </div>
    </PageScreen>
  );
}
