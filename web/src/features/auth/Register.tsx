import { isBlank } from '@messenger/proto/visible';
import { createSignal } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { Field } from '../../ui/Field.tsx';
import { AuthForm } from './AuthForm.tsx';
import { registrationFlaws } from './flaws.ts';
import { createForm } from './form.ts';

const empty = { username: '', displayName: '', password: '', passwordConfirm: '' };

export default function Register() {
  const sync = useSync();
  const [remember, setRemember] = createSignal(true);
  const form = createForm(empty, registrationFlaws, ({ displayName, ...values }) => {
    const named = isBlank(displayName) ? {} : { displayName: displayName.trim() };
    return sync.session.register({ ...values, ...named, remember: remember() });
  });
  return (
    <AuthForm
      title={words.auth.registerTitle}
      form={form}
      remember={remember()}
      onRemember={setRemember}
      action={words.auth.register}
      doing={words.auth.registering}
      other={{ text: words.auth.toLogin, path: '/login', link: words.auth.toLoginLink }}
    >
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
    </AuthForm>
  );
}
