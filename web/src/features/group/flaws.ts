import { maxNameLength, slugPattern } from '@messenger/proto/form-limits';
import { isId } from '@messenger/proto/is-id';
import { isBlank, isUnruly } from '@messenger/proto/visible';
import type { ApiError } from '@messenger/sync';
import { words } from '../../lib/strings.ts';
import { codePoints } from '../../lib/text.ts';
import { failureText } from '../../sync/failure.ts';
import { type Flaws, flawsOfFailure } from '../auth/flaws.ts';

/** R12's rules for a group's name and address, told before the server has to. */
export function groupFlaws({ name, slug }: { name: string; slug: string }): Flaws {
  const flaws: Flaws = {};
  if (isBlank(name)) flaws.name = words.group.nameEmpty;
  else if (codePoints(name.trim()) > maxNameLength) flaws.name = words.group.nameLong;
  else if (isUnruly(name.trim())) flaws.name = words.flaws.nameUnruly;
  if (isId(slug)) flaws.slug = words.group.slugId;
  else if (slug !== '' && !new RegExp(slugPattern).test(slug)) flaws.slug = words.group.slugForm;
  return flaws;
}

export function groupFailure(error: ApiError): Flaws {
  if (error.code === 'slug_taken') return { slug: words.group.slugTaken };
  return flawsOfFailure({ ...error, message: failureText(error) }, ['name', 'slug']);
}
