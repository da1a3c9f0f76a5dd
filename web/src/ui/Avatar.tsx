import { Show } from 'solid-js';
import { words } from '../lib/strings.ts';
import { hueOf, initials } from '../lib/text.ts';
import './Avatar.css';

type Props = {
  id: string;
  name: string;
  size?: 'small' | 'medium' | 'large';
  presence?: 'online' | 'away' | 'offline' | undefined;
};

/** A person's or group's picture: initials in their own hue. Presence is told by shape as well as colour. */
export function Avatar(props: Props) {
  const visible = () => (props.presence === 'online' || props.presence === 'away' ? props.presence : undefined);
  return (
    <span class="avatar" data-size={props.size ?? 'medium'} data-hue={hueOf(props.id)}>
      <span class="avatar-face" aria-hidden="true">
        {initials(props.name)}
      </span>
      <Show when={visible()}>
        {(presence) => (
          <span class="avatar-presence" data-presence={presence()} role="img" aria-label={words.presence[presence()]} />
        )}
      </Show>
    </span>
  );
}
