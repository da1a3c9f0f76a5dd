import type { Message } from '@messenger/proto';
import type { ApiError, Result } from '@messenger/sync';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import Pencil from 'lucide-solid/icons/pencil';
import Reply from 'lucide-solid/icons/reply';
import Trash from 'lucide-solid/icons/trash';
import { createSignal, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Menu, MenuItem, MenuLine, MenuSigns } from '../../ui/Menu.tsx';
import { compose, focusComposer } from './composing.ts';

const signs = ['👍', '❤️', '😂', '🎉', '😮', '😢'];

type Props = { message: Message; own: boolean; onFailure: (error: ApiError | undefined) => void };

/** What one can do with a message that is there: answer with a sign or a reply, and change or delete one's own. */
export function MessageTools(props: Props) {
  const sync = useSync();
  const [deleting, setDeleting] = createSignal(false);
  let trigger: HTMLElement | undefined;
  let toComposer = false;

  const run = async (action: Promise<Result<void>>) => {
    props.onFailure(undefined);
    const result = await action;
    if (!result.ok) props.onFailure(result.error);
  };
  const react = (emoji: string) => {
    const { chatId, id, reactions } = props.message;
    const mine = reactions.some((each) => each.emoji === emoji && each.mine);
    void run(sync.actions[mine ? 'unreact' : 'react'](chatId, id, emoji));
  };
  const write = (kind: 'reply' | 'edit') => {
    toComposer = true;
    compose({ kind, message: props.message });
  };
  return (
    <>
      <Menu
        label={words.chat.tools}
        triggerClass="message-tools"
        trigger={<Ellipsis size={18} />}
        triggerRef={(element) => {
          trigger = element;
        }}
        onClosed={(event) => {
          // The composer takes the focus for what is to be written.
          if (!toComposer) return;
          toComposer = false;
          event.preventDefault();
          // The menu gives the focus to its trigger all the same: this comes after.
          setTimeout(focusComposer);
        }}
      >
        <MenuSigns signs={signs} label={words.chat.react} onSelect={react} />
        <MenuLine />
        <MenuItem icon={<Reply size={16} />} onSelect={() => write('reply')}>
          {words.chat.reply}
        </MenuItem>
        <Show when={props.own}>
          <MenuItem icon={<Pencil size={16} />} onSelect={() => write('edit')}>
            {words.chat.edit}
          </MenuItem>
          <MenuItem danger icon={<Trash size={16} />} onSelect={() => setDeleting(true)}>
            {words.chat.deleteMessage}
          </MenuItem>
        </Show>
      </Menu>
      <Show when={deleting()}>
        <Confirm
          open
          title={words.chat.deleteTitle}
          body={words.chat.deleteBody}
          confirm={words.chat.deleteMessage}
          cancel={words.chat.cancel}
          returnFocus={() => trigger}
          onConfirm={() => void run(sync.actions.delete(props.message.chatId, props.message.id))}
          onClose={() => setDeleting(false)}
        />
      </Show>
    </>
  );
}
