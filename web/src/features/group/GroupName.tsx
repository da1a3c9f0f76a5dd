import type { Chat } from '@messenger/proto';
import { createSignal, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { createForm } from '../auth/form.ts';
import { groupFailure, groupFlaws } from './flaws.ts';
import { manages } from './people.ts';
import { SlugField } from './SlugField.tsx';

/** A group's name and address; whoever manages it can change them in place. */
export function GroupName(props: { chat: Chat }) {
  const [editing, setEditing] = createSignal(false);
  let button: HTMLButtonElement | undefined;
  const close = () => {
    setEditing(false);
    // The answer may come when the focus is elsewhere already: there it stays.
    if (document.activeElement === document.body) button?.focus();
  };
  return (
    <Show when={!editing()} fallback={<NameForm chat={props.chat} onClose={close} />}>
      <h3 class="details-name" dir="auto">
        {props.chat.name}
      </h3>
      <Show when={props.chat.slug}>
        {(slug) => <p class="details-about" dir="ltr">{`${location.host}/chat/${slug()}`}</p>}
      </Show>
      <p class="details-about">{words.chat.memberCount(props.chat.memberCount)}</p>
      <Show when={manages(props.chat)}>
        <Button
          ref={(element) => {
            button = element;
          }}
          onClick={() => setEditing(true)}
        >
          {words.group.edit}
        </Button>
      </Show>
    </Show>
  );
}

function NameForm(props: { chat: Chat; onClose: () => void }) {
  const sync = useSync();
  const save = async ({ name, slug }: { name: string; slug: string }) => {
    const now = { name: name.trim(), slug: slug || null };
    const change = {
      ...(now.name === props.chat.name ? {} : { name: now.name }),
      ...(now.slug === props.chat.slug ? {} : { slug: now.slug }),
    };
    if (Object.keys(change).length === 0) {
      props.onClose();
      return { ok: true as const, value: undefined };
    }
    const result = await sync.actions.updateGroup(props.chat.id, change);
    if (result.ok) props.onClose();
    return result;
  };
  const form = createForm({ name: props.chat.name ?? '', slug: props.chat.slug ?? '' }, groupFlaws, save, groupFailure);
  return (
    <form
      class="form"
      noValidate
      onSubmit={form.submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        props.onClose();
      }}
    >
      <Field
        label={words.group.name}
        autocomplete="off"
        ref={(element: HTMLInputElement) => queueMicrotask(() => element.focus())}
        {...form.field('name')}
      />
      <SlugField {...form.field('slug')} />
      <Flaw text={form.flaws.form} />
      <div class="form-actions">
        <Button onClick={() => props.onClose()}>{words.chat.cancel}</Button>
        <Button type="submit" look="primary" busy={form.busy()}>
          {words.group.save}
        </Button>
      </div>
    </form>
  );
}
