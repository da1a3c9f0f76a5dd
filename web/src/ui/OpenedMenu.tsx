import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import Check from 'lucide-solid/icons/check';
import { createSignal, For } from 'solid-js';
import type { ChoiceProps, ItemProps, MenuProps, SignsProps } from './Menu.tsx';

/** What a menu is once it is used, and what is in it. */
export function Opened(props: MenuProps) {
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

export function MenuItem(props: ItemProps) {
  return (
    <DropdownMenu.Item class="menu-item" data-danger={props.danger ? '' : undefined} onSelect={() => props.onSelect()}>
      {props.icon}
      <span class="menu-text">{props.children}</span>
    </DropdownMenu.Item>
  );
}

export function MenuSigns(props: SignsProps) {
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
