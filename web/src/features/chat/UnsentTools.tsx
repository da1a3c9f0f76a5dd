import type { ApiError, UnsentItem } from '@messenger/sync';
import Copy from 'lucide-solid/icons/copy';
import Trash from 'lucide-solid/icons/trash';
import { Show } from 'solid-js';
import { copyText } from '../../lib/clipboard.ts';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { focusComposer } from './composing.ts';
import { notCopied } from './MessageTools.tsx';
import { Dots } from './RowIcons.tsx';

/** What one can do with a message that is not out: copy it, or not say it after all. */
export function UnsentTools(props: { item: UnsentItem; onFailure: (error: ApiError | undefined) => void }) {
  const sync = useSync();
  let dropped = false;
  const copy = async () => {
    props.onFailure(undefined);
    if (!(await copyText(props.item.message.text))) props.onFailure(notCopied);
  };
  return (
    <Menu
      label={words.chat.tools}
      triggerClass="message-tools"
      trigger={<Dots />}
      onClosed={(event) => {
        if (!dropped) return;
        event.preventDefault();
        setTimeout(focusComposer);
      }}
    >
      <Show when={props.item.message.text}>
        <MenuItem icon={<Copy size={16} />} onSelect={() => void copy()}>
          {words.chat.copyText}
        </MenuItem>
      </Show>
      <MenuItem
        danger
        icon={<Trash size={16} />}
        onSelect={() => {
          dropped = true;
          sync.actions.discard(props.item.id);
        }}
      >
        {words.chat.deleteMessage}
      </MenuItem>
    </Menu>
  );
}
