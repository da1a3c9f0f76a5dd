import type { UserCard } from '@messenger/proto';
import type { JSX } from 'solid-js';
import { nameOf } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import './PersonRow.css';

type Props = {
  user: UserCard;
  presence?: 'online' | 'away' | 'offline' | undefined;
  /** Below the name: who they are, or how things stand. */
  about: JSX.Element;
  children: JSX.Element;
};

/** A person in a list, and what one can do about them. */
export function PersonRow(props: Props) {
  return (
    <li class="person" data-user={props.user.id}>
      <Avatar
        id={props.user.id}
        name={nameOf(props.user)}
        size="large"
        picture={props.user.avatar}
        presence={props.presence}
      />
      <div class="person-text">
        <span class="person-name" dir="auto">
          {nameOf(props.user)}
        </span>
        <span class="person-about">{props.about}</span>
      </div>
      <div class="person-actions">{props.children}</div>
    </li>
  );
}
