import type { ComponentProps } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { Field } from '../../ui/Field.tsx';

/** A group's address, if it is to have one. */
export const SlugField = (props: Omit<ComponentProps<typeof Field>, 'label'>) => (
  <Field label={words.group.slug} hint={words.group.slugHint} autocomplete="off" autocapitalize="none" {...props} />
);
