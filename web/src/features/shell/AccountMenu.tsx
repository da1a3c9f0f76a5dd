import { useNavigate } from '@solidjs/router';
import Keyboard from 'lucide-solid/icons/keyboard';
import LogOut from 'lucide-solid/icons/log-out';
import Monitor from 'lucide-solid/icons/monitor';
import Moon from 'lucide-solid/icons/moon';
import Settings from 'lucide-solid/icons/settings';
import Sun from 'lucide-solid/icons/sun';
import { Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { setTheme, theme } from '../../lib/theme.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../../ui/Menu.tsx';
import { showOverlay } from '../shortcuts/overlay.ts';
import { useConnectionText } from './ConnectionLine.tsx';
import { useLogout } from './useLogout.ts';
import './AccountMenu.css';

const themes = () =>
  [
    { value: 'system', label: words.shell.themeSystem, icon: Monitor },
    { value: 'light', label: words.shell.themeLight, icon: Sun },
    { value: 'dark', label: words.shell.themeDark, icon: Moon },
  ] as const;

/** While it is not known who one is. */
function Nobody() {
  const connection = useConnectionText();
  return (
    <>
      <span class="bone account-bone" />
      <span class="account-text account-state connection-text">{connection()}</span>
    </>
  );
}

/** Oneself: who one is logged in as, how the connection is, and what one can set. */
export function AccountMenu() {
  const sync = useSync();
  const navigate = useNavigate();
  const connection = useConnectionText();
  const me = () => sync.state.me();
  const logout = useLogout();
  return (
    <Menu
      triggerClass="account"
      placement="bottom-start"
      trigger={
        <Show when={me()} fallback={<Nobody />}>
          {(user) => (
            <>
              <span class="visually-hidden">{words.shell.account}</span>
              <Avatar id={user().id} name={nameOf(user())} picture={user().avatar} />
              <span class="account-text">
                <span class="account-name">{nameOf(user())}</span>
                <Show when={connection()} fallback={<bdi class="account-state">@{user().username}</bdi>}>
                  {(text) => (
                    <span class="account-state connection-text" title={text()}>
                      {text()}
                    </span>
                  )}
                </Show>
              </span>
            </>
          )}
        </Show>
      }
    >
      <MenuChoice label={words.shell.theme} value={theme()} options={themes()} onChange={setTheme} />
      <MenuLine />
      <MenuItem icon={<Settings size={16} />} onSelect={() => navigate('/settings')}>
        {words.shell.settings}
      </MenuItem>
      <MenuItem icon={<Keyboard size={16} />} onSelect={() => showOverlay('help')}>
        {words.shell.shortcuts}
      </MenuItem>
      <MenuItem icon={<LogOut size={16} />} onSelect={logout}>
        {words.shell.logout}
      </MenuItem>
    </Menu>
  );
}
