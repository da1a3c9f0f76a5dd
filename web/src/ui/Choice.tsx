import { createUniqueId, For, Show } from 'solid-js';
import './Choice.css';

type SwitchProps = {
  label: string;
  hint?: string | undefined;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
};

/** Something that is on or off, at once. */
export function Switch(props: SwitchProps) {
  const id = createUniqueId();
  return (
    <div class="choice-switch">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={props.checked}
        aria-checked={props.checked}
        disabled={props.disabled}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        onChange={(event) => {
          const wanted = event.currentTarget.checked;
          // What it shows is what is so: it moves when the state does.
          event.currentTarget.checked = props.checked;
          props.onChange(wanted);
        }}
      />
      <Show when={props.hint}>
        <p id={`${id}-hint`}>{props.hint}</p>
      </Show>
    </div>
  );
}

type RadiosProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: string; hint?: string }[];
  /** The label is the heading above it already. */
  quietLabel?: boolean;
  /** May answer, at once or later, that it was not done: false. */
  onChange: (value: T) => unknown;
};

/** One of a few, all of them in sight. */
export function Radios<T extends string>(props: RadiosProps<T>) {
  const name = createUniqueId();
  let group: HTMLFieldSetElement | undefined;
  const choose = async (value: T) => {
    if ((await props.onChange(value)) !== false) return;
    // It was not done: what is shown is what is so.
    for (const each of group?.querySelectorAll('input') ?? []) each.checked = each.value === props.value;
  };
  return (
    <fieldset
      class="choice-radios"
      ref={(element) => {
        group = element;
      }}
    >
      <legend class={props.quietLabel ? 'visually-hidden' : undefined}>{props.label}</legend>
      <For each={props.options}>
        {(option) => (
          <label>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={props.value === option.value}
              onChange={() => void choose(option.value)}
            />
            <span>
              {option.label}
              <Show when={option.hint}>
                <small>{option.hint}</small>
              </Show>
            </span>
          </label>
        )}
      </For>
    </fieldset>
  );
}

type SelectProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
};

/** One of many, in the browser's own list. */
export function Select<T extends string>(props: SelectProps<T>) {
  const id = createUniqueId();
  return (
    <div class="choice-select">
      <label for={id}>{props.label}</label>
      <select id={id} onChange={(event) => props.onChange(event.currentTarget.value as T)}>
        <For each={props.options}>
          {(option) => (
            <option value={option.value} selected={option.value === props.value}>
              {option.label}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
