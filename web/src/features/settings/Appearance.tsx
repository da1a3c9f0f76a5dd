import { type Language, language, languages, setLanguage, words } from '../../lib/strings.ts';
import { setTheme, theme } from '../../lib/theme.ts';
import { Radios, Select } from '../../ui/Choice.tsx';

/** The theme and the language, on this device. */
export function Appearance() {
  const themes = () =>
    [
      { value: 'system', label: words.shell.themeSystem },
      { value: 'light', label: words.shell.themeLight },
      { value: 'dark', label: words.shell.themeDark },
    ] as const;
  const spoken = () => [{ value: 'system' as const, label: words.settings.languageSystem }, ...languages];
  return (
    <section class="page-section" aria-labelledby="settings-appearance">
      <h2 id="settings-appearance">{words.settings.appearance}</h2>
      <Radios label={words.shell.theme} value={theme()} options={themes()} onChange={setTheme} />
      <Select<Language | 'system'>
        label={words.settings.language}
        value={language()}
        options={spoken()}
        onChange={(next) => void setLanguage(next)}
      />
    </section>
  );
}
