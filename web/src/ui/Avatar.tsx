import type { Avatar as Picture } from '@messenger/proto';
import { createEffect, createSignal, on, Show } from 'solid-js';
import { words } from '../lib/strings.ts';
import { hueOf, initials } from '../lib/text.ts';
import { whenBackOnline } from '../sync/online.ts';
import './Avatar.css';

type Props = {
  id: string;
  name: string;
  size?: 'small' | 'medium' | 'large' | 'huge';
  picture?: Picture | null | undefined;
  presence?: 'online' | 'away' | 'offline' | undefined;
};

/** A person's or group's picture; without one, their initials in their own hue. Presence is told by shape as well as colour. */
export function Avatar(props: Props) {
  const visible = () => (props.presence === 'online' || props.presence === 'away' ? props.presence : undefined);
  const [broken, setBroken] = createSignal(false);
  createEffect(
    on(
      () => props.picture?.id,
      () => setBroken(false),
      { defer: true },
    ),
  );
  // Of the many that are shown only those that could not be loaded wait for a connection.
  createEffect(() => broken() && whenBackOnline(() => setBroken(false)));
  return (
    <span class="avatar" data-size={props.size ?? 'medium'} data-hue={hueOf(props.id)}>
      <span class="avatar-face" aria-hidden="true">
        <Show when={!broken() && props.picture} fallback={initials(props.name)}>
          {(picture) => (
            <img
              src={`/api/attachments/${picture().id}/thumbnail`}
              alt=""
              loading="lazy"
              decoding="async"
              onError={() => setBroken(true)}
            />
          )}
        </Show>
      </span>
      <Show when={visible()}>
        {(presence) => (
          <span class="avatar-presence" data-presence={presence()} role="img" aria-label={words.presence[presence()]} />
        )}
      </Show>
    </span>
  );
}
