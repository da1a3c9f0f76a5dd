// By its parts: its one object is the same as AlertDialog's, and whichever was loaded last decides the role.
import * as Base from '@kobalte/core/dialog';
import X from 'lucide-solid/icons/x';
import type { ParentProps } from 'solid-js';
import { finePointer } from '../lib/media.ts';
import { words } from '../lib/strings.ts';
import './Dialog.css';

type Props = ParentProps<{
  title: string;
  /** `wide` for reading, `top` for what grows downwards while one types. */
  shape?: 'usual' | 'wide' | 'top';
  /** Named for screen readers alone. */
  quietTitle?: boolean;
  /** Asked when it closes: whether it has led to a page, which takes the focus in place of what had it before. */
  leads?: () => boolean;
  onClose: () => void;
}>;

const fields = 'input, select, textarea';

/** What had the focus before each that is open: one that opens another stands aside for good. */
const befores = new WeakMap<Element, HTMLElement | undefined>();

function focusedBefore(): HTMLElement | undefined {
  const { activeElement } = document;
  const dialog = activeElement?.closest('.dialog');
  if (dialog) return befores.get(dialog);
  return activeElement instanceof HTMLElement ? activeElement : undefined;
}

/** A window over the page for as long as it is in it. Esc and a click beside it close it, and the focus goes back. */
export function Dialog(props: Props) {
  let content: HTMLElement | undefined;
  const before = focusedBefore();
  return (
    <Base.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Base.Portal>
        <Base.Overlay class="dialog-scrim" />
        <div class="dialog-place" data-shape={props.shape ?? 'usual'}>
          <Base.Content
            class="dialog"
            ref={(element: HTMLElement) => {
              content = element;
              befores.set(element, before);
            }}
            onOpenAutoFocus={(event) => {
              // Else the way out, which comes first, would have it. On a phone a field would open the keyboard.
              const field = matchMedia(finePointer).matches ? content?.querySelector<HTMLElement>(fields) : undefined;
              const wanted = content?.querySelector<HTMLElement>('[autofocus]') ?? field;
              if (!wanted) return;
              event.preventDefault();
              wanted.focus();
            }}
            onCloseAutoFocus={(event) => {
              const leads = props.leads?.() ?? false;
              if (!leads && !before?.isConnected) return;
              event.preventDefault();
              if (!leads) before?.focus();
            }}
          >
            <header class={props.quietTitle ? 'visually-hidden' : 'dialog-header'}>
              <Base.Title class="dialog-title">{props.title}</Base.Title>
              <Base.CloseButton class="icon-button" aria-label={words.shell.close} title={words.shell.close}>
                <X size={20} />
              </Base.CloseButton>
            </header>
            {props.children}
          </Base.Content>
        </div>
      </Base.Portal>
    </Base.Root>
  );
}
