import { type Component, createSignal, type JSX, onMount, type ParentProps, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import './Menu.css';

export type MenuProps = ParentProps<{
  /** What opens it. */
  trigger: JSX.Element;
  /** The trigger's name, where its content is not one. */
  label?: string;
  triggerClass?: string;
  triggerRef?: (element: HTMLElement) => void;
  placement?: 'bottom-start' | 'bottom-end';
  /** Before the trigger has the focus again; `preventDefault` leaves it where it is. */
  onClosed?: (event: Event) => void;
}>;

export type ItemProps = ParentProps<{ icon?: JSX.Element; danger?: boolean; onSelect: () => void }>;
export type SignsProps = {
  signs: readonly string[];
  label: (sign: string) => string;
  onSelect: (sign: string) => void;
};
export type ChoiceProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: string; icon: Component<{ size?: number }> }[];
  onChange: (value: T) => void;
};

let parts: typeof import('./OpenedMenu.tsx') | undefined;

/** Fetches what open menus are made of, which is much, and not needed before. */
export async function loadMenus(): Promise<void> {
  parts ??= await import('./OpenedMenu.tsx');
}
const loadQuietly = () => loadMenus().catch(() => undefined);

let asked = false;
/** Once something is on the screen: when a menu is opened, there may be no line. */
function loadSoon(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => setTimeout(loadQuietly));
}

/** The keys that open a menu. */
const openers = ['Enter', ' ', 'ArrowDown', 'ArrowUp'];

/**
 * A menu at a button, with roving focus; Esc closes it and the button has the focus again. Much is built for one, and
 * most are never opened: until it is used there is a plain button.
 */
export function Menu(props: MenuProps) {
  const [used, setUsed] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  let trigger: HTMLElement | undefined;
  const take = (element: HTMLElement) => {
    trigger = element;
    props.triggerRef?.(element);
  };
  onMount(loadSoon);
  /** Puts the menu in the place of the plain button, and passes on to it what that was asked, unless one went on from it. */
  const use = async (event: Event) => {
    const { activeElement } = document;
    setBusy(true);
    await loadQuietly();
    setBusy(false);
    if (!parts || used() || document.activeElement !== activeElement) return;
    setUsed(true);
    trigger?.focus();
    trigger?.dispatchEvent(event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    if (!openers.includes(key)) return;
    event.preventDefault();
    event.stopPropagation();
    void use(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  };
  return (
    <Show
      when={used()}
      fallback={
        <button
          type="button"
          ref={take}
          class={props.triggerClass ?? 'icon-button'}
          aria-label={props.label}
          title={props.label}
          aria-haspopup="true"
          aria-expanded="false"
          aria-busy={busy() ? 'true' : undefined}
          onClick={() => void use(new PointerEvent('pointerdown', { pointerType: 'mouse', bubbles: true }))}
          onKeyDown={onKeyDown}
        >
          {props.trigger}
        </button>
      }
    >
      <Dynamic component={parts?.Opened} {...props} triggerRef={take} />
    </Show>
  );
}

export const MenuItem = (props: ItemProps): JSX.Element => parts?.MenuItem(props);

/** A row of signs, one of which is chosen. */
export const MenuSigns = (props: SignsProps): JSX.Element => parts?.MenuSigns(props);

/** One of several, as a labelled group in a menu. */
export const MenuChoice = <T extends string>(props: ChoiceProps<T>): JSX.Element => parts?.MenuChoice(props);

export const MenuLine = (): JSX.Element => parts?.MenuLine();

/** A line that is only read. Screen readers have it from what the menu is about. */
export const MenuNote = (props: ParentProps): JSX.Element => (
  <p class="menu-label figures" aria-hidden="true">
    {props.children}
  </p>
);
