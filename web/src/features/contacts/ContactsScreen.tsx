import { A } from '@solidjs/router';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import { For, Match, Show, Switch } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { usePageTitle } from '../../lib/title.ts';
import { useSync } from '../../sync/context.tsx';
import { Empty } from '../../ui/Empty.tsx';
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
  usePageTitle(() => words.contacts.title);
  const requests = () => sync.state.requests();
  const nobody = () => sync.state.contacts().length + requests().incoming.length + requests().outgoing.length === 0;
  return (
    <section class="contacts" aria-labelledby="contacts-title">
      <header class="pane-header">
        <A class="icon-button pane-back" href="/" aria-label={words.shell.back}>
          <ArrowLeft size={20} />
        </A>
        <h1 id="contacts-title" class="contacts-title">
          {words.contacts.title}
        </h1>
      </header>
      <div class="contacts-scroller">
        <div class="contacts-column">
          <PeopleSearch doing={doing} />
          <Show when={doing.failure()}>
            {(failure) => (
              <p class="contacts-failure" role="alert">
                {failure()}
              </p>
            )}
          </Show>
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
                {(request) => <IncomingRow request={request} doing={doing} />}
              </Section>
              <Section title={words.contacts.outgoing} each={requests().outgoing}>
                {(request) => <OutgoingRow request={request} doing={doing} />}
              </Section>
              <Section title={words.contacts.contacts} each={sync.state.contacts()}>
                {(contact) => <ContactRow contact={contact} doing={doing} />}
              </Section>
            </Match>
          </Switch>
        </div>
      </div>
    </section>
  );
}
