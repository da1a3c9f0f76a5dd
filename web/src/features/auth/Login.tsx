import { A, useLocation } from '@solidjs/router';
import { createSignal } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { AuthPage } from './AuthPage.tsx';
import { loginFlaws } from './flaws.ts';
import { createForm } from './form.ts';

export default function Login() {
  const sync = useSync();
  const location = useLocation();
  const [remember, setRemember] = createSignal(true);
  const form = createForm({ username: '', password: '' }, loginFlaws, (values) =>
    sync.session.login({ ...values, username: values.username.trim(), remember: remember() }),
  );
  return (
    <AuthPage title={words.auth.loginTitle}>
      <form class="auth-form" noValidate onSubmit={form.submit}>
        <Field
          label={words.auth.username}
          autocomplete="username"
          autocapitalize="none"
          autofocus
          {...form.field('username')}
        />
        <Field
          label={words.auth.password}
          type="password"
          autocomplete="current-password"
          {...form.field('password')}
        />
        <label class="auth-check">
          <input type="checkbox" checked={remember()} onChange={(e) => setRemember(e.currentTarget.checked)} />
          {words.auth.remember}
        </label>
        <Flaw text={form.flaws.form} />
        <Button type="submit" look="primary" busy={form.busy()}>
          {form.busy() ? words.auth.loggingIn : words.auth.login}
        </Button>
      </form>
      <p class="auth-other">
        {words.auth.toRegister} <A href={`/register${location.search}`}>{words.auth.toRegisterLink}</A>
      </p>
    </AuthPage>
  );
}
