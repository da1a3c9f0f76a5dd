import { words } from '../../lib/strings.ts';

/** R19: the most images a message may have. */
export const maxImages = 5;
/** R32: what is taken, by the type that a file says it has; the server looks into it. */
export const imageTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
export const maxImageBytes = 10 * 1024 * 1024;

export type Refusal = { file: File; reason: 'notAnImage' | 'tooLarge' };
export type Choice = { taken: File[]; refused: Refusal[]; tooMany: boolean };

export const refusalText = ({ file, reason }: Refusal): string =>
  reason === 'tooLarge' ? words.chat.imageTooLarge(file.name) : words.chat.notAnImage(file.name);

/** Which of the chosen files can be taken beside those that are there. */
export function choose(files: readonly File[], there: number): Choice {
  const refused = files.flatMap((file): Refusal[] => {
    if (!imageTypes.includes(file.type)) return [{ file, reason: 'notAnImage' }];
    return file.size > maxImageBytes ? [{ file, reason: 'tooLarge' }] : [];
  });
  const good = files.filter((file) => !refused.some((each) => each.file === file));
  const room = Math.max(0, maxImages - there);
  return { taken: good.slice(0, room), refused, tooMany: good.length > room };
}
