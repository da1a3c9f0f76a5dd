import type { Attachment } from '@messenger/proto';
import type { Result } from '@messenger/sync';
import { A, useNavigate } from '@solidjs/router';
import { createMemo, createSignal, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Field } from '../../ui/Field.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { createForm } from '../auth/form.ts';
import { PictureEditor } from '../images/PictureEditor.tsx';
import { PageScreen } from '../shell/PageScreen.tsx';
import { groupFailure, groupFlaws } from './flaws.ts';
import { PeoplePicker } from './PeoplePicker.tsx';
import { stillThere } from './people.ts';
import { SlugField } from './SlugField.tsx';

/** `/new-group`: a name, an address if one likes, and who is in it. */
export default function NewGroup() {
  const sync = useSync();
  const navigate = useNavigate();
  const [ticked, setTicked] = createSignal<string[]>([]);
  const [lonely, setLonely] = createSignal(false);
  const contacts = createMemo(() => sync.state.contacts().map(({ user }) => user));
  const chosen = createMemo(() => stillThere(ticked(), contacts()));

  const [picture, setPicture] = createSignal<Attachment>();
  let uploading: Promise<Result<unknown>> | undefined;

  const create = async ({ name, slug }: { name: string; slug: string }) => {
    const memberIds = chosen();
    const uploaded = await uploading;
    uploading = undefined;
    if (uploaded && !uploaded.ok) return uploaded;
    const avatarId = picture()?.id;
    const result = await sync.actions.createGroup({
      name: name.trim(),
      memberIds,
      ...(avatarId === undefined ? {} : { avatarId }),
      ...(slug ? { slug } : {}),
    });
    if (result.ok) navigate(`/chat/${result.value.id}`);
    return result;
  };
  const check = (values: { name: string; slug: string }) => {
    const flaws = groupFlaws(values);
    return chosen().length === 0 ? { ...flaws, members: words.group.chooseOne } : flaws;
  };
  const form = createForm({ name: '', slug: '' }, check, create, groupFailure);
  return (
    <PageScreen title={words.group.newTitle}>
      <Show
        when={!sync.state.loaded() || contacts().length > 0}
        fallback={
          <Empty title={words.group.noContacts} body={words.chats.emptyHint}>
            <A class="button" data-look="primary" href="/contacts">
              {words.chats.emptyAction}
            </A>
          </Empty>
        }
      >
        <form
          class="page-column page-form"
          noValidate
          onSubmit={(event) => {
            setLonely(chosen().length === 0);
            void form.submit(event);
          }}
        >
          <p class="page-note">
            {words.group.forOne} <A href="/contacts">{words.group.toContacts}</A>
          </p>
          <PictureEditor
            id={sync.state.me()?.id ?? ''}
            name={form.field('name').value || words.chats.group}
            picture={picture()}
            onChange={async (next) => {
              setPicture(next);
              return { ok: true, value: undefined };
            }}
            onUpload={(ended) => {
              uploading = ended;
            }}
          />
          <Field label={words.group.name} autocomplete="off" autofocus {...form.field('name')} />
          <SlugField {...form.field('slug')} />
          <PeoplePicker
            people={contacts()}
            chosen={chosen()}
            onChange={(next) => {
              setTicked(next);
              setLonely(false);
            }}
            flaw={lonely() ? words.group.chooseOne : undefined}
          />
          <Flaw text={form.flaws.form} />
          <div class="page-actions">
            <Button type="submit" look="primary" busy={form.busy()}>
              {form.busy() ? words.group.creating : words.group.create}
            </Button>
          </div>
        </form>
      </Show>
    </PageScreen>
  );
}
