import { A } from '@solidjs/router';
import { words } from '../../lib/strings.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ConnectionNote } from '../shell/ConnectionLine.tsx';
import { WasWriting } from './WasWriting.tsx';

/** In place of a chat that one was in a moment ago: that it is over, and what one was writing there. */
export default function PutOut(props: { chatId: string }) {
  return (
    <Empty instead heading="h1" title={words.chat.putOut} body={words.chat.putOutBody}>
      <WasWriting chatId={props.chatId} />
      <A class="button" data-look="primary" href="/">
        {words.notFound.action}
      </A>
      <ConnectionNote />
    </Empty>
  );
}
