import type { ContactRequestEntry } from '@messenger/sync';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { since } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';
import { Button } from '../../ui/Button.tsx';
import type { Doing } from './createDoing.ts';
import { PersonRow } from './PersonRow.tsx';

type Props = { request: ContactRequestEntry; doing: Doing };

function About(props: { request: ContactRequestEntry }) {
  return (
    <>
      <bdi>@{props.request.user.username}</bdi> · {words.contacts.asked(since(props.request.at, clock()))}
    </>
  );
}

/** Someone asks to be a contact. */
export function IncomingRow(props: Props) {
  const sync = useSync();
  const user = () => props.request.user;
  return (
    <PersonRow user={user()} about={<About request={props.request} />}>
      <Button
        look="primary"
        busy={props.doing.busy(user().id)}
        aria-label={words.contacts.acceptFrom(nameOf(user()))}
        onClick={() => void props.doing.run(user().id, () => sync.actions.acceptRequest(props.request.id))}
      >
        {words.contacts.accept}
      </Button>
      <Button
        busy={props.doing.busy(user().id)}
        aria-label={words.contacts.rejectFrom(nameOf(user()))}
        onClick={() => void props.doing.run(user().id, () => sync.actions.declineRequest(props.request.id))}
      >
        {words.contacts.reject}
      </Button>
    </PersonRow>
  );
}

/** Someone was asked and has not answered. */
export function OutgoingRow(props: Props) {
  const sync = useSync();
  const user = () => props.request.user;
  return (
    <PersonRow user={user()} about={<About request={props.request} />}>
      <Button
        busy={props.doing.busy(user().id)}
        aria-label={words.contacts.withdrawFrom(nameOf(user()))}
        onClick={() => void props.doing.run(user().id, () => sync.actions.declineRequest(props.request.id))}
      >
        {words.contacts.withdraw}
      </Button>
    </PersonRow>
  );
}
