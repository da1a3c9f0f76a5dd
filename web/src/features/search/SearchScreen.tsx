import { useSearchParams } from '@solidjs/router';
import { createMemo, For, Match, Show, Switch } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { failureText } from '../../sync/failure.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { PageScreen } from '../shell/PageScreen.tsx';
import { createMessageSearch } from './createMessageSearch.ts';
import { FoundRow } from './FoundRow.tsx';
import { endsBeforeItBegins, queryOf } from './query.ts';
import { SearchForm } from './SearchForm.tsx';
import './SearchScreen.css';

/** `/search`: messages of all chats one is in, by what they say. What is asked stands in the address. */
export default function SearchScreen() {
  const [params, setParams] = useSearchParams();
  const query = createMemo(() => queryOf(params));
  const search = createMessageSearch(query);
  const count = () => {
    const found = search.found();
    if (!found) return search.busy() ? words.search.searching : '';
    return found.results.length > 0 ? words.search.found(found.results.length, found.more) : '';
  };
  return (
    <PageScreen title={words.search.title}>
      <div class="page-column search">
        <SearchForm query={query()} onChange={(change) => setParams(change, { replace: true })} />
        <p class="search-count" role="status">
          {count()}
        </p>
        <Switch>
          <Match when={search.failure()}>
            {(error) => <Flaw text={`${words.search.failed} ${failureText(error())}`} />}
          </Match>
          <Match when={query().q.trim() === ''}>
            <p class="page-note">{words.search.hint}</p>
          </Match>
          <Match when={search.found()?.results.length === 0 && !endsBeforeItBegins(query())}>
            <Empty title={words.search.none(query().q)} body={words.search.noneHint} />
          </Match>
        </Switch>
        <ol class="search-results" aria-busy={search.busy()}>
          <For each={search.found()?.results}>{(result) => <FoundRow result={result} />}</For>
        </ol>
        <Show when={search.found()?.more}>
          <Button busy={search.busy()} onClick={() => void search.loadMore()}>
            {words.search.more}
          </Button>
        </Show>
      </div>
    </PageScreen>
  );
}
