import { A, useLocation } from '@solidjs/router';
import type { JSX } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { Button } from '../../ui/Button.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { AuthPage } from './AuthPage.tsx';
import type { createForm } from './form.ts';

type Props = {
  title: string;
  form: Pick<ReturnType<typeof createForm>, 'flaws' | 'busy' | 'submit'>;
  remember: boolean;
  onRemember: (remember: boolean) => void;
  /** What the button says, and while it works. */
  action: string;
  doing: string;
  /** Who came to the wrong page. */
  other: { text: string; path: string; link: string };
  children: JSX.Element;
};

/** The page on which one comes in: its fields, for how long, and the way to the other such page. */
export function AuthForm(props: Props) {
  const location = useLocation();
  return (
    <AuthPage title={props.title}>
      <form class="auth-form" noValidate onSubmit={props.form.submit}>
        {props.children}
        <label class="auth-check">
          <input type="checkbox" checked={props.remember} onChange={(e) => props.onRemember(e.currentTarget.checked)} />
          {words.auth.remember}
        </label>
        <Flaw text={props.form.flaws.form} />
        <Button type="submit" look="primary" busy={props.form.busy()}>
          {props.form.busy() ? props.doing : props.action}
        </Button>
      </form>
      <p class="auth-other">
        {props.other.text} <A href={`${props.other.path}${location.search}`}>{props.other.link}</A>
      </p>
    </AuthPage>
  );
}
