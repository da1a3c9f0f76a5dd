import LogOut from 'lucide-solid/icons/log-out';
import Monitor from 'lucide-solid/icons/monitor';
import Moon from 'lucide-solid/icons/moon';
import Sun from 'lucide-solid/icons/sun';
import { Show } from 'solid-js';
import { forgetDrafts } from '../../lib/drafts.ts';
import { storage } from '../../lib/storage.ts';
import { words } from '../../lib/strings.ts';
import { setTheme, theme } from '../../lib/theme.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../../ui/Menu.tsx';
import { useConnectionText } from './ConnectionLine.tsx';
import './AccountMenu.css';

const themes = [
  { value: 'system', label: words.shell.themeSystem, icon: Monitor },
  { value: 'light', label: words.shell.themeLight, icon: Sun },
  { value: 'dark', label: words.shell.themeDark, icon: Moon },
] as const;

/** Oneself: who one is logged in as, how the connection is, and what one can set. */
export function AccountMenu() {
  const sync = useSync();
  const connection = useConnectionText();
  const me = () => sync.state.me();
  const logout = () => {
    const user = me();
    if (user) forgetDrafts(storage, user.id);
    void sync.session.logout();
  };
  return (
    <Menu
      triggerClass="account"
      placement="bottom-start"
      trigger={
        <Show when={me()} fallback={<span class="bone account-bone" />}>
          {(user) => (
            <>
              <span class="visually-hidden">{words.shell.account}</span>
              <Avatar id={user().id} name={nameOf(user())} />
              <span class="account-text">
                <span class="account-name">{nameOf(user())}</span>
                <Show when={connection()} fallback={<span class="account-state">@{user().username}</span>}>
                  {(text) => <span class="account-state connection-text">{text()}</span>}
                </Show>
              </span>
            </>
          )}
        </Show>
      }
    >
      <MenuChoice label={words.shell.theme} value={theme()} options={themes} onChange={setTheme} />
      <MenuLine />
      <MenuItem icon={<LogOut size={16} />} onSelect={logout}>
        {words.shell.logout}
      </MenuItem>
    </Menu>
  );
}
