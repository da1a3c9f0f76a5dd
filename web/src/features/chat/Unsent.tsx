import type { ParentProps } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { PageScreen } from '../shell/PageScreen.tsx';
import { WasWriting } from './WasWriting.tsx';

/** In place of a chat that one is not in any more: what could not be sent there, to be copied or deleted, and what one was writing. */
export default function Unsent(props: ParentProps<{ chatId: string }>) {
  return (
    <PageScreen title={words.chat.stateOf('failed', undefined)}>
      <div class="page-column unsent" data-for="rows">
        {props.children}
        <WasWriting chatId={props.chatId} />
      </div>
    </PageScreen>
  );
}
