import { passwordFlaw } from '@messenger/proto';
import { expect, test } from 'vitest';
import { words } from '../../lib/strings.ts';
import { flawsOfFailure, loginFlaws, registrationFlaws } from './flaws.ts';

const good = { username: 'ann_lee', displayName: 'Ann', password: 'Correct1horse', passwordConfirm: 'Correct1horse' };

test('a good registration has no flaw', () => {
  expect(registrationFlaws(good)).toEqual({});
  expect(registrationFlaws({ ...good, displayName: '' })).toEqual({});
});

test.each([
  ['username', { username: '' }],
  ['username', { username: 'ab' }],
  ['username', { username: 'ann lee' }],
  ['username', { username: 'a'.repeat(51) }],
  ['displayName', { displayName: 'x'.repeat(101) }],
  ['displayName', { displayName: 'Ann\u202e' }],
  ['password', { password: 'Ab1' }],
  ['password', { password: `Aa1${'ü'.repeat(35)}` }],
  ['password', { password: 'alllower1' }],
  ['password', { password: 'ALLUPPER1' }],
  ['password', { password: 'NoDigitHere' }],
  ['passwordConfirm', { passwordConfirm: 'Correct1horsE' }],
])('%s is flawed in %j', (field, change) => {
  expect(Object.keys(registrationFlaws({ ...good, ...change }))).toEqual([field]);
});

test.each([
  'Пароль123',
  'ΚωδικόςΑ7',
  'Übergröße٣',
  'пароль123',
  'ПАРОЛЬ123',
  'Парольпароль',
  'Aa1',
  `Aa1${'x'.repeat(70)}`,
  'Correct1horse',
])('the server takes %s if and only if the form does', (password) => {
  const flaws = registrationFlaws({ ...good, password, passwordConfirm: password });
  expect(flaws.password === undefined).toBe(passwordFlaw(password) === undefined);
});

test('log-in only asks for both', () => {
  expect(Object.keys(loginFlaws({ username: '', password: '' }))).toEqual(['username', 'password']);
});

test('a failure lands on its field, else above the button', () => {
  const fields = ['username', 'password'];
  const details = [{ field: '/password', message: 'Too short.' }];
  expect(flawsOfFailure({ code: 'validation_failed', message: 'x', details }, fields)).toEqual({
    password: 'Too short.',
  });
  expect(flawsOfFailure({ code: 'username_taken', message: 'x' }, fields)).toEqual({
    username: words.flaws.usernameTaken,
  });
  expect(flawsOfFailure({ code: 'unauthenticated', message: 'No.' }, fields)).toEqual({ form: words.auth.wrong });
  expect(flawsOfFailure({ code: 'internal', message: 'x' }, fields)).toEqual({ form: words.errors.internal });
  expect(flawsOfFailure({ code: 'new_one', message: 'No.' }, fields)).toEqual({ form: 'No.' });
  // Whatever the form is for: of logging in, the address may have tried too often, and not this name.
  const tooMany = flawsOfFailure({ code: 'rate_limited', message: 'x', retryAfter: 61 }, fields);
  expect(tooMany).toEqual({ form: 'Too many attempts. Try again in 2 minutes.' });
});
