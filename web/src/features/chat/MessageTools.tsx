import type { Message } from '@messenger/proto';
import type { ApiError, Result } from '@messenger/sync';
import Copy from 'lucide-solid/icons/copy';
import SmilePlus from 'lucide-solid/icons/face-slightly-smiling-plus';
import Link from 'lucide-solid/icons/link';
import Pencil from 'lucide-solid/icons/pencil';
import Reply from 'lucide-solid/icons/reply';
import Trash from 'lucide-solid/icons/trash';
import Users from 'lucide-solid/icons/users';
import { createSignal, lazy, Show, Suspense } from 'solid-js';
import { copyText } from '../../lib/clipboard.ts';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { dayLabel, timeOfDay } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { Menu, MenuItem, MenuLine, MenuNote, MenuSigns } from '../../ui/Menu.tsx';
import { compose, focusComposer } from './composing.ts';
import { deleteSoon } from './deleting.ts';
import { Dots } from './RowIcons.tsx';

const EmojiPopover = lazy(() => import('../emoji/EmojiPopover.tsx'));
const ReactionNames = lazy(() => import('./ReactionNames.tsx'));

export const notCopied: ApiError = { code: 'not_copied', status: 0, message: '' };
const signs = ['👍', '❤️', '😂', '🎉', '😮', '😢'];

type Props = {
  message: Message;
  own: boolean;
  /** Whether anything may be written in its chat: what one wrote can be taken back in any. */
  open: boolean;
  /** Whether the pointer or the keyboard is at the message: what is done most is one click away then, where there is room beside it. */
  near: boolean;
  onFailure: (error: ApiError | undefined) => void;
};

/** What one can do with a message that is there: answer with a sign or a reply, and change or delete one's own. */
export function MessageTools(props: Props) {
  const sync = useSync();
  const [shown, setShown] = createSignal<'emoji' | 'names'>();
  let trigger: HTMLElement | undefined;
  /** What has the focus once the menu is closed, in place of its trigger. */
  let next: (() => void) | undefined;

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
    next = () => writeNow(kind);
  };
  const writeNow = (kind: 'reply' | 'edit') => {
    compose({ kind, message: props.message });
    focusComposer();
  };
  const remove = () => {
    const { chatId, id } = props.message;
    props.onFailure(undefined);
    deleteSoon(id, () => sync.actions.delete(chatId, id));
  };
  const copy = async (text: string) => {
    props.onFailure(undefined);
    if (!(await copyText(text))) props.onFailure(notCopied);
  };
  const open = (what: 'emoji' | 'names') => {
    next = () => setShown(what);
  };
  return (
    <>
      <Show when={props.near && props.open}>
        <span class="message-quick">
          <IconButton label={words.chat.addReaction} onClick={() => setShown('emoji')}>
            <SmilePlus size={16} />
          </IconButton>
          <IconButton label={words.chat.reply} onClick={() => writeNow('reply')}>
            <Reply size={16} />
          </IconButton>
          <Show when={props.own}>
            <IconButton label={words.chat.edit} onClick={() => writeNow('edit')}>
              <Pencil size={16} />
            </IconButton>
          </Show>
        </span>
      </Show>
      <Menu
        label={words.chat.tools}
        triggerClass="message-tools"
        trigger={<Dots />}
        triggerRef={(element) => {
          trigger = element;
        }}
        onClosed={(event) => {
          if (!next) return;
          event.preventDefault();
          // The menu gives the focus to its trigger all the same: this comes after.
          setTimeout(next);
          next = undefined;
        }}
      >
        <MenuNote>{`${dayLabel(props.message.sentAt, clock())}, ${timeOfDay(props.message.sentAt, clock())}`}</MenuNote>
        <Show when={props.open}>
          <MenuSigns signs={signs} label={words.chat.react} onSelect={react} />
          <MenuItem icon={<SmilePlus size={16} />} onSelect={() => open('emoji')}>
            {words.chat.moreReactions}
          </MenuItem>
        </Show>
        <Show when={props.message.reactions.length > 0}>
          <MenuItem icon={<Users size={16} />} onSelect={() => open('names')}>
            {words.chat.whoReacted}
          </MenuItem>
        </Show>
        <Show when={props.open || props.message.reactions.length > 0}>
          <MenuLine />
        </Show>
        <Show when={props.open}>
          <MenuItem icon={<Reply size={16} />} onSelect={() => write('reply')}>
            {words.chat.reply}
          </MenuItem>
        </Show>
        <Show when={props.message.text}>
          <MenuItem icon={<Copy size={16} />} onSelect={() => void copy(props.message.text)}>
            {words.chat.copyText}
          </MenuItem>
        </Show>
        <MenuItem
          icon={<Link size={16} />}
          onSelect={() => void copy(`${location.origin}/chat/${props.message.chatId}/message/${props.message.id}`)}
        >
          {words.chat.copyLink}
        </MenuItem>
        <Show when={props.own}>
          <Show when={props.open}>
            <MenuItem icon={<Pencil size={16} />} onSelect={() => write('edit')}>
              {words.chat.edit}
            </MenuItem>
          </Show>
          <MenuItem danger icon={<Trash size={16} />} onSelect={remove}>
            {words.chat.deleteMessage}
          </MenuItem>
        </Show>
      </Menu>
      <Suspense>
        <Show when={shown() === 'emoji'}>
          <EmojiPopover
            anchor={() => trigger}
            onChoose={react}
            onClose={() => {
              setShown(undefined);
              trigger?.focus();
            }}
          />
        </Show>
        <Show when={shown() === 'names'}>
          <ReactionNames message={props.message} onClose={() => setShown(undefined)} />
        </Show>
      </Suspense>
    </>
  );
}
