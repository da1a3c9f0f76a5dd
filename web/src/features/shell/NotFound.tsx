import { A } from '@solidjs/router';
import { words } from '../../lib/strings.ts';
import { usePageTitle } from '../../lib/title.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ConnectionNote } from './ConnectionLine.tsx';

/** For an address that leads nowhere: the same whether the thing is hidden or never was. */
export default function NotFound() {
  usePageTitle(() => words.notFound.title);
  return (
    <Empty heading="h1" title={words.notFound.title} body={words.notFound.body}>
      <A class="button" data-look="primary" href="/">
        {words.notFound.action}
      </A>
      <ConnectionNote />
    </Empty>
  );
}
