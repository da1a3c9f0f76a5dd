import type { Result } from '@messenger/sync';
import { type JSX, Match, Switch } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { failureText } from '../../sync/failure.ts';
import { Button } from '../../ui/Button.tsx';

type Props<T> = {
  /** Undefined while it is asked for. */
  answer: Result<T> | undefined;
  onRetry: () => void;
  children: (value: T) => JSX.Element;
};

/** What was asked of the server, once it is there; else a place for it, or what went wrong and the way to ask again. */
export function Loaded<T>(props: Props<T>) {
  return (
    <Switch fallback={<div class="bone loaded-bone" aria-hidden="true" />}>
      <Match when={props.answer?.ok && props.answer}>{(answer) => props.children(answer().value)}</Match>
      <Match when={props.answer && !props.answer.ok && props.answer.error}>
        {(error) => (
          <div class="loaded-failed" role="alert">
            <p>{failureText(error())}</p>
            <Button onClick={() => props.onRetry()}>{words.chat.retryLoad}</Button>
          </div>
        )}
      </Match>
    </Switch>
  );
}
