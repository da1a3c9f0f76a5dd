import { isBlank } from '@messenger/proto/visible';
import { createEffect, createSignal, on } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { displayNameFlaw } from '../auth/flaws.ts';
import { createForm } from '../auth/form.ts';
import { PictureEditor } from '../images/PictureEditor.tsx';
import './settings.css';

/** One's name as others read it. */
export function ProfileForm() {
  const sync = useSync();
  const me = () => sync.state.me();
  const [saved, setSaved] = createSignal(false);
  const save = async ({ displayName }: { displayName: string }) => {
    const result = await sync.actions.updateProfile({
      displayName: isBlank(displayName) ? (me()?.username ?? '') : displayName.trim(),
    });
    setSaved(result.ok);
    return result;
  };
  const check = (input: { displayName: string }) => {
    const displayName = displayNameFlaw(input.displayName);
    return displayName ? { displayName } : {};
  };
  const form = createForm({ displayName: me()?.displayName ?? '' }, check, save);
  // Told later, or changed on another device: what one has not touched shows it.
  createEffect(
    on(
      () => me()?.displayName ?? '',
      (now, before) => form.value('displayName') === before && form.set('displayName', now),
    ),
  );
  return (
    <section class="page-section" aria-labelledby="settings-profile">
      <h2 id="settings-profile">{words.settings.profile}</h2>
      <div class="settings-who">
        <PictureEditor
          id={me()?.id ?? ''}
          name={nameOf(me())}
          picture={me()?.avatar}
          onChange={(picture) => sync.actions.updateProfile({ avatarId: picture?.id ?? null })}
        />
        <form class="settings-profile" noValidate onInput={() => setSaved(false)} onSubmit={form.submit}>
          <Field label={words.settings.displayName} autocomplete="name" {...form.field('displayName')} />
          <p class="page-note">
            {words.settings.username}: <bdi>@{me()?.username}</bdi>
          </p>
          <Flaw text={form.flaws.form} />
          <div class="page-actions">
            <Button type="submit" look="primary" busy={form.busy()}>
              {words.settings.save}
            </Button>
            <p class="page-note" role="status">
              {saved() ? words.settings.saved : ''}
            </p>
          </div>
        </form>
      </div>
    </section>
  );
}
