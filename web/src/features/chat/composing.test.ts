import type { Message } from '@messenger/proto';
import { beforeEach, expect, test } from 'vitest';
import { forgetWritten } from '../../lib/written.ts';
import { answeredIn, changedText, compose, composingIn, endComposing, writeChange } from './composing.ts';

const message = (chatId: string, id: string) => ({ id, chatId, text: `text of ${id}` }) as Message;
const reply = { kind: 'reply' as const, message: message('a', '1') };
const edit = { kind: 'edit' as const, message: message('a', '2') };

beforeEach(forgetWritten);

test('each chat keeps what one answers or changes in it, and the text of the change', () => {
  compose(edit);
  writeChange(edit.message, 'half a ch');
  compose({ ...reply, message: message('b', '3') });
  endComposing('b');
  expect([composingIn('a'), composingIn('b')]).toEqual([edit, undefined]);
  expect(changedText(edit.message)).toBe('half a ch');
});

test('what one answers waits while another message is changed', () => {
  compose(reply);
  compose(edit);
  expect([composingIn('a'), answeredIn('a')]).toEqual([edit, reply.message]);
  endComposing('a');
  expect(composingIn('a')).toEqual(reply);
  endComposing('a');
  expect([composingIn('a'), answeredIn('a')]).toEqual([undefined, undefined]);
});

test('a change that was given up, or left for another, begins with the text of its message again', () => {
  compose(edit);
  writeChange(edit.message, 'other');
  endComposing('a');
  compose(edit);
  expect(changedText(edit.message)).toBe('text of 2');
  writeChange(edit.message, 'other');
  const next = { ...edit, message: message('a', '4') };
  compose(next);
  expect(changedText(next.message)).toBe('text of 4');
});

test('a log-out leaves nothing of it', () => {
  compose(reply);
  compose(edit);
  writeChange(edit.message, 'secret');
  forgetWritten();
  expect([composingIn('a'), answeredIn('a'), changedText(edit.message)]).toEqual([undefined, undefined, 'text of 2']);
});
