import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { logOut } from './useLogout.ts';

/** Asks before what was written and not sent is lost with a log-out. */
export default function AskLogout(props: { onClose: () => void }) {
  const sync = useSync();
  return (
    <Confirm
      open
      title={words.shell.logoutTitle}
      body={words.shell.logoutBody}
      confirm={words.shell.logout}
      cancel={words.chat.cancel}
      returnFocus={() => document.querySelector<HTMLElement>('.account') ?? undefined}
      onConfirm={() => logOut(sync)}
      onClose={props.onClose}
    />
  );
}
