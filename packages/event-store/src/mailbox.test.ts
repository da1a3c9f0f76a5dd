import { expect, test } from 'vitest';
import { createMailboxes } from './mailbox.ts';

test('work of one key runs one after the other, in order; other keys do not wait', async () => {
  const boxes = createMailboxes({ perMailbox: 10 });
  const gate = Promise.withResolvers<void>();
  const done: string[] = [];
  const first = boxes.run('a', async () => {
    await gate.promise;
    done.push('a1');
  });
  const second = boxes.run('a', async () => void done.push('a2'));
  await boxes.run('b', async () => void done.push('b1'));
  expect(done).toEqual(['b1']);
  gate.resolve();
  await Promise.all([first, second]);
  expect(done).toEqual(['b1', 'a1', 'a2']);
});

test('a failure is its own caller’s, the next goes on', async () => {
  const boxes = createMailboxes({ perMailbox: 10 });
  const failed = boxes.run('a', () => Promise.reject(new Error('mine')));
  const after = boxes.run('a', async () => 'fine');
  await expect(failed).rejects.toThrow('mine');
  await expect(after).resolves.toBe('fine');
});

test('a full mailbox takes no more, until something is done', async () => {
  const boxes = createMailboxes({ perMailbox: 2 });
  const gate = Promise.withResolvers<void>();
  const waiting = [boxes.run('a', () => gate.promise), boxes.run('a', () => gate.promise)];
  expect(boxes.run('a', () => gate.promise)).toBeUndefined();
  expect(boxes.run('b', async () => 1)).toBeInstanceOf(Promise);
  gate.resolve();
  await Promise.all(waiting);
  await expect(boxes.run('a', async () => 'again')).resolves.toBe('again');
});
