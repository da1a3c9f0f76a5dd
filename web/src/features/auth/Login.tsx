import { createSignal, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { Field } from '../../ui/Field.tsx';
import { AuthForm } from './AuthForm.tsx';
import { loginFlaws } from './flaws.ts';
import { createForm } from './form.ts';

export default function Login() {
  const sync = useSync();
  const [remember, setRemember] = createSignal(true);
  const ended = () => {
    const session = sync.state.session();
    return session.state === 'signedOut' && session.ended === 'expired';
  };
  const form = createForm({ username: '', password: '' }, loginFlaws, (values) =>
    sync.session.login({ ...values, username: values.username.trim(), remember: remember() }),
  );
  return (
    <AuthForm
      title={words.auth.loginTitle}
      form={form}
      remember={remember()}
      onRemember={setRemember}
      action={words.auth.login}
      doing={words.auth.loggingIn}
      other={{ text: words.auth.toRegister, path: '/register', link: words.auth.toRegisterLink }}
    >
      <Show when={ended()}>
        <p class="auth-ended">{words.auth.ended}</p>
      </Show>
      <Field
        label={words.auth.username}
        autocomplete="username"
        autocapitalize="none"
        autofocus
        {...form.field('username')}
      />
      <Field label={words.auth.password} type="password" autocomplete="current-password" {...form.field('password')} />
    </AuthForm>
  );
}
