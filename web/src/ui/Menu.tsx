import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import Check from 'lucide-solid/icons/check';
import { type Component, createSignal, For, type JSX, type ParentProps, Show } from 'solid-js';
import './Menu.css';

type MenuProps = ParentProps<{
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

/** The keys that open a menu. */
const openers = ['Enter', ' ', 'ArrowDown', 'ArrowUp'];

/**
 * A menu at a button, with roving focus; Esc closes it and the button has the focus again. Much is built for one, and
 * most are never opened: until it is used there is a plain button.
 */
export function Menu(props: MenuProps) {
  const [used, setUsed] = createSignal(false);
  let trigger: HTMLElement | undefined;
  const take = (element: HTMLElement) => {
    trigger = element;
    props.triggerRef?.(element);
  };
  /** Puts the menu in the place of the plain button, and passes on to it what that was asked. */
  const use = (event: Event) => {
    setUsed(true);
    trigger?.focus();
    trigger?.dispatchEvent(event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    if (!openers.includes(key)) return;
    event.preventDefault();
    event.stopPropagation();
    use(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
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
          onClick={() => use(new PointerEvent('pointerdown', { pointerType: 'mouse', bubbles: true }))}
          onKeyDown={onKeyDown}
        >
          {props.trigger}
        </button>
      }
    >
      <Opened {...props} triggerRef={take} />
    </Show>
  );
}

function Opened(props: MenuProps) {
  const [trigger, setTrigger] = createSignal<HTMLElement>();
  return (
    <DropdownMenu placement={props.placement ?? 'bottom-end'} gutter={4} modal={false}>
      <DropdownMenu.Trigger
        ref={(element: HTMLElement) => {
          setTrigger(element);
          props.triggerRef?.(element);
        }}
        class={props.triggerClass ?? 'icon-button'}
        aria-label={props.label}
        title={props.label}
      >
        {props.trigger}
      </DropdownMenu.Trigger>
      {/* In the part of the page that it is of: whoever goes from landmark to landmark finds it there. */}
      <DropdownMenu.Portal
        mount={trigger()?.closest<HTMLElement>('main, aside, [role="main"], [role="complementary"]') ?? document.body}
      >
        <DropdownMenu.Content class="menu floats" onCloseAutoFocus={(event: Event) => props.onClosed?.(event)}>
          {props.children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  );
}

export function MenuItem(props: ParentProps<{ icon?: JSX.Element; danger?: boolean; onSelect: () => void }>) {
  return (
    <DropdownMenu.Item class="menu-item" data-danger={props.danger ? '' : undefined} onSelect={() => props.onSelect()}>
      {props.icon}
      <span class="menu-text">{props.children}</span>
    </DropdownMenu.Item>
  );
}

/** A row of signs, one of which is chosen. */
export function MenuSigns(props: {
  signs: readonly string[];
  label: (sign: string) => string;
  onSelect: (sign: string) => void;
}) {
  return (
    <DropdownMenu.Group class="menu-signs">
      <For each={props.signs}>
        {(sign) => (
          <DropdownMenu.Item
            class="menu-sign"
            aria-label={props.label(sign)}
            title={props.label(sign)}
            onSelect={() => props.onSelect(sign)}
          >
            {sign}
          </DropdownMenu.Item>
        )}
      </For>
    </DropdownMenu.Group>
  );
}

type ChoiceProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: string; icon: Component<{ size?: number }> }[];
  onChange: (value: T) => void;
};

/** One of several, as a labelled group in a menu. */
export function MenuChoice<T extends string>(props: ChoiceProps<T>) {
  return (
    <DropdownMenu.Group>
      <DropdownMenu.GroupLabel class="menu-label">{props.label}</DropdownMenu.GroupLabel>
      <DropdownMenu.RadioGroup value={props.value} onChange={(value) => props.onChange(value as T)}>
        <For each={props.options}>
          {(option) => (
            <DropdownMenu.RadioItem class="menu-item" value={option.value} closeOnSelect={false}>
              <option.icon size={16} />
              <span class="menu-text">{option.label}</span>
              <DropdownMenu.ItemIndicator class="menu-check">
                <Check size={16} />
              </DropdownMenu.ItemIndicator>
            </DropdownMenu.RadioItem>
          )}
        </For>
      </DropdownMenu.RadioGroup>
    </DropdownMenu.Group>
  );
}

export function MenuLine() {
  return <DropdownMenu.Separator class="menu-line" />;
}
