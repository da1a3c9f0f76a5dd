import type { ApiError, Result } from '@messenger/sync';
import { createSignal } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { type Flaws, flawsOfFailure } from './flaws.ts';

/**
 * A form's values, flaws and sending. A field is checked when it is left with something in it, and all at sending;
 * then the first flawed one gets the focus. Changing a field takes its flaw away.
 */
export function createForm<T extends Record<string, string>>(
  empty: T,
  check: (values: T) => Flaws,
  send: (values: T) => Promise<Result<unknown>>,
  flawsOf: (error: ApiError) => Flaws = (error) => flawsOfFailure(error, Object.keys(empty)),
) {
  const [values, setValues] = createStore<Record<string, string>>({ ...empty });
  const [flaws, setFlaws] = createStore<Flaws>({});
  const [busy, setBusy] = createSignal(false);
  const current = () => ({ ...values }) as T;

  const show = (form: HTMLFormElement, found: Flaws) => {
    setFlaws(reconcile(found));
    const first = Object.keys(empty).find((name) => found[name]);
    if (first) form.querySelector<HTMLInputElement>(`input[name="${first}"]`)?.focus();
  };

  return {
    flaws,
    busy,
    /** What a field has in it, and another text for it. */
    value: (name: keyof T & string): string => values[name] ?? '',
    set: (name: keyof T & string, value: string): void => setValues(name as string, value),
    field: (name: keyof T & string) => ({
      name,
      get value() {
        return values[name] ?? '';
      },
      get flaw() {
        return flaws[name];
      },
      onInput: (event: InputEvent & { currentTarget: HTMLInputElement }) => {
        setValues(name, event.currentTarget.value);
        setFlaws({ [name]: undefined, form: undefined });
      },
      onBlur: () => {
        if (values[name]) setFlaws(name, check(current())[name]);
      },
    }),
    submit: async (event: SubmitEvent) => {
      event.preventDefault();
      if (busy()) return;
      const form = event.currentTarget as HTMLFormElement;
      const found = check(current());
      if (Object.keys(found).length > 0) return show(form, found);
      setBusy(true);
      const result = await send(current());
      setBusy(false);
      if (!result.ok) show(form, flawsOf(result.error));
    },
  };
}
