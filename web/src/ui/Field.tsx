import Eye from 'lucide-solid/icons/eye';
import EyeOff from 'lucide-solid/icons/eye-off';
import { createSignal, createUniqueId, type JSX, Show, splitProps } from 'solid-js';
import { words } from '../lib/strings.ts';
import './Field.css';

type FieldProps = JSX.InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  hint?: string | undefined;
  /** What is wrong with the value; takes the hint's place, so that nothing moves. */
  flaw?: string | undefined;
};

/** A labelled input with its hint or error right below it. A password can be looked at. */
export function Field(props: FieldProps) {
  const [own, rest] = splitProps(props, ['label', 'hint', 'flaw', 'type']);
  const id = createUniqueId();
  const [shown, setShown] = createSignal(false);
  const isPassword = () => own.type === 'password';
  const below = () => own.flaw ?? own.hint;
  return (
    <div class="field" data-flawed={own.flaw ? '' : undefined}>
      <label for={id}>{own.label}</label>
      <div class="field-box">
        <input
          {...rest}
          id={id}
          type={isPassword() && shown() ? 'text' : (own.type ?? 'text')}
          aria-invalid={own.flaw ? 'true' : undefined}
          aria-describedby={below() ? `${id}-below` : undefined}
        />
        <Show when={isPassword()}>
          <button
            type="button"
            class="field-reveal"
            aria-label={shown() ? words.auth.hidePassword : words.auth.showPassword}
            aria-pressed={shown()}
            onClick={() => setShown(!shown())}
          >
            <Show when={shown()} fallback={<Eye size={18} />}>
              <EyeOff size={18} />
            </Show>
          </button>
        </Show>
      </div>
      <Show when={below()}>
        <div class="field-below">
          <p id={`${id}-below`}>{below()}</p>
          {/* A flaw may be shorter than the hint whose place it takes. */}
          <Show when={own.flaw}>
            <p class="field-held" aria-hidden="true">
              {own.hint}
            </p>
          </Show>
        </div>
      </Show>
    </div>
  );
}
