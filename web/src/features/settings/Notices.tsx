import { noticesOn, permission, setNotices } from '../../lib/permission.ts';
import { words } from '../../lib/strings.ts';
import { Switch } from '../../ui/Choice.tsx';

/** Notifications on this device; the browser asks for its permission when they are switched on. */
export function Notices() {
  const hint = () => {
    if (permission() === 'missing') return words.settings.notifyMissing;
    return permission() === 'denied' ? words.settings.notifyDenied : words.settings.notifyHint;
  };
  return (
    <section class="page-section" aria-labelledby="settings-notices">
      <h2 id="settings-notices">{words.settings.notifications}</h2>
      <Switch
        label={words.settings.notify}
        hint={hint()}
        checked={noticesOn()}
        disabled={permission() === 'missing' || permission() === 'denied'}
        onChange={(on) => void setNotices(on)}
      />
    </section>
  );
}
