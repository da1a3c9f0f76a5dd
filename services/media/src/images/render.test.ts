import { expect, test } from 'vitest';
import { imageLimits } from './limits.ts';
import { outOfTime } from './render.ts';

test('what took too long is too large where it had a processor, and may come again where it had not', () => {
  expect(outOfTime(imageLimits.seconds, imageLimits)).toMatchObject({ code: 'too_large' });
  expect(outOfTime(imageLimits.seconds / 2, imageLimits)).toMatchObject({ code: 'unavailable', retryAfter: 10 });
});
