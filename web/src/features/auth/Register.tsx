import { A, useLocation } from '@solidjs/router';
import { createSignal } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { AuthPage } from './AuthPage.tsx';
import { registrationFlaws } from './flaws.ts';
import { createForm } from './form.ts';

const empty = { username: '', displayName: '', password: '', passwordConfirm: '' };

export default function Register() {
  const sync = useSync();
  const location = useLocation();
  const [remember, setRemember] = createSignal(true);
  const form = createForm(empty, registrationFlaws, ({ displayName, ...values }) => {
    const name = displayName.trim();
    return sync.session.register({ ...values, ...(name ? { displayName: name } : {}), remember: remember() });
  });
  return (
    <AuthPage title={words.auth.registerTitle}>
      <form class="auth-form" noValidate onSubmit={form.submit}>
        <Field
          label={words.auth.username}
          hint={words.auth.usernameHint}
          autocomplete="username"
          autocapitalize="none"
          autofocus
          {...form.field('username')}
        />
        <Field
          label={words.auth.displayName}
          hint={words.auth.displayNameHint}
          autocomplete="name"
          {...form.field('displayName')}
        />
        <Field
          label={words.auth.password}
          hint={words.auth.passwordHint}
          type="password"
          autocomplete="new-password"
          {...form.field('password')}
        />
        <Field
          label={words.auth.passwordConfirm}
          type="password"
          autocomplete="new-password"
          {...form.field('passwordConfirm')}
        />
        <label class="auth-check">
          <input type="checkbox" checked={remember()} onChange={(e) => setRemember(e.currentTarget.checked)} />
          {words.auth.remember}
        </label>
        <Flaw text={form.flaws.form} />
        <Button type="submit" look="primary" busy={form.busy()}>
          {form.busy() ? words.auth.registering : words.auth.register}
        </Button>
      </form>
      <p class="auth-other">
        {words.auth.toLogin} <A href={`/login${location.search}`}>{words.auth.toLoginLink}</A>
      </p>
    </AuthPage>
  );
}
