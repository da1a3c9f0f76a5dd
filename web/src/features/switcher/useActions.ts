import Keyboard from 'lucide-solid/icons/keyboard';
import LogOut from 'lucide-solid/icons/log-out';
import Monitor from 'lucide-solid/icons/monitor';
import Moon from 'lucide-solid/icons/moon';
import Search from 'lucide-solid/icons/search';
import Settings from 'lucide-solid/icons/settings';
import SquarePen from 'lucide-solid/icons/square-pen';
import Sun from 'lucide-solid/icons/sun';
import Contact from 'lucide-solid/icons/users';
import { words } from '../../lib/strings.ts';
import { setTheme } from '../../lib/theme.ts';
import { useLogout } from '../shell/useLogout.ts';
import { everywhere } from '../shortcuts/keys.ts';
import { showOverlay } from '../shortcuts/overlay.ts';
import type { Action } from './options.ts';

/** All that can be done from anywhere, in the language of now. */
export function useActions(): () => Action[] {
  const logout = useLogout();
  const theme = (id: 'light' | 'dark' | 'system', label: string, icon: Action['icon']): Action => ({
    id,
    label: `${words.shell.theme}: ${label}`,
    icon,
    run: () => setTheme(id),
  });
  return () => [
    { id: 'new-group', label: words.shell.newGroup, icon: SquarePen, to: '/new-group' },
    {
      id: 'search',
      label: words.shell.search,
      icon: Search,
      keys: everywhere.search[0],
      to: '/search',
    },
    { id: 'contacts', label: words.shell.contacts, icon: Contact, to: '/contacts' },
    {
      id: 'settings',
      label: words.shell.settings,
      words: `${words.settings.profile} ${words.settings.notifications} ${words.settings.language}`,
      icon: Settings,
      to: '/settings',
    },
    {
      id: 'shortcuts',
      label: words.shell.shortcuts,
      icon: Keyboard,
      keys: everywhere.help[0],
      run: () => showOverlay('help'),
    },
    theme('light', words.shell.themeLight, Sun),
    theme('dark', words.shell.themeDark, Moon),
    theme('system', words.shell.themeSystem, Monitor),
    { id: 'logout', label: words.shell.logout, icon: LogOut, run: logout },
  ];
}
