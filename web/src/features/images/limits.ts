import { maxAttachments, maxUploadBytes, uploadTypes } from '@messenger/proto/form-limits';
import { words } from '../../lib/strings.ts';

/** What is taken, by the type that a file says it has; the server looks into it. */
const types: readonly string[] = uploadTypes;

export type Refusal = { file: File; reason: 'notAnImage' | 'tooLarge' };
export type Choice = { taken: File[]; refused: Refusal[]; tooMany: boolean };

export const refusalText = ({ file, reason }: Refusal): string =>
  reason === 'tooLarge' ? words.chat.imageTooLarge(file.name) : words.chat.notAnImage(file.name);

/** Which of the chosen files can be taken beside those that are there. */
export function choose(files: readonly File[], there: number): Choice {
  const refused = files.flatMap((file): Refusal[] => {
    if (!types.includes(file.type)) return [{ file, reason: 'notAnImage' }];
    return file.size > maxUploadBytes ? [{ file, reason: 'tooLarge' }] : [];
  });
  const good = files.filter((file) => !refused.some((each) => each.file === file));
  const room = Math.max(0, maxAttachments - there);
  return { taken: good.slice(0, room), refused, tooMany: good.length > room };
}
