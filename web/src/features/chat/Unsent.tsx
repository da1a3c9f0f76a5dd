import type { ParentProps } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { PageScreen } from '../shell/PageScreen.tsx';

/** In place of a chat that one is not in any more: what could not be sent there, to be copied or deleted. */
export default function Unsent(props: ParentProps) {
  return (
    <PageScreen title={words.chat.stateOf('failed', undefined)}>
      <div class="page-column unsent" data-for="rows">
        {props.children}
      </div>
    </PageScreen>
  );
}
