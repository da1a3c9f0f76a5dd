import { Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { PageScreen } from '../shell/PageScreen.tsx';
import { Appearance } from './Appearance.tsx';
import { Notices } from './Notices.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import { Sessions } from './Sessions.tsx';
import { Visibility } from './Visibility.tsx';

/** `/settings`: what others see of one, what one is told, how it looks, and where one is logged in. */
export default function SettingsScreen() {
  const sync = useSync();
  return (
    <PageScreen title={words.settings.title}>
      <div class="page-column">
        <Show when={sync.state.me()?.id} keyed>
          <ProfileForm />
          <Visibility />
        </Show>
        <Notices />
        <Appearance />
        <Sessions />
      </div>
    </PageScreen>
  );
}
