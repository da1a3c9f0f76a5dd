import { type JSX, splitProps } from 'solid-js';
import './Button.css';

type ButtonProps = JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: 'primary' | 'plain' | 'quiet' | 'link' | 'danger' | undefined;
  /** Keeps its place and focus while it works, but takes no further click. */
  busy?: boolean | undefined;
};

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ['look', 'busy', 'class', 'onClick']);
  return (
    <button
      type="button"
      {...rest}
      class={`button ${own.class ?? ''}`}
      data-look={own.look ?? 'plain'}
      aria-disabled={own.busy ? 'true' : undefined}
      onClick={(event) => {
        if (own.busy) event.preventDefault();
        else if (typeof own.onClick === 'function') own.onClick(event);
      }}
    />
  );
}

type IconButtonProps = JSX.ButtonHTMLAttributes<HTMLButtonElement> & { label: string };

/** A square button of one icon. Its label is its name and its tooltip. */
export function IconButton(props: IconButtonProps) {
  const [own, rest] = splitProps(props, ['label', 'class']);
  return (
    <button type="button" {...rest} class={`icon-button ${own.class ?? ''}`} aria-label={own.label} title={own.label} />
  );
}
