import { Type } from '@sinclair/typebox';
import { maxUsersAsked, queries } from '../../query/endpoints.ts';
import { User } from '../../user/schemas.ts';
import type { Operation } from '../operation.ts';

const one = { summary: 'The profile.', body: Type.Object({ user: User }) };

export const userOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/api/users/me',
    id: 'getMe',
    tag: 'users',
    summary: 'My profile',
    answers: { 200: one },
    errors: [],
  },
  {
    method: 'PUT',
    path: '/api/users/me',
    id: 'updateMe',
    tag: 'users',
    summary: 'Change my profile',
    description: 'What is absent stays; `avatarId: null` removes the picture. All whom it concerns are told at once.',
    answers: { 200: one },
    errors: ['not_found', 'id_reused'],
  },
  {
    method: 'GET',
    path: '/api/users',
    id: 'getUsers',
    tag: 'users',
    summary: 'The profiles of several people at once',
    description: `At most ${maxUsersAsked}, in no order; those whose profile I may not see are left out.`,
    answers: { 200: { summary: 'Those that I may see.', body: queries.users.reply } },
    errors: [],
  },
  {
    method: 'GET',
    path: '/api/users/search',
    id: 'searchUsers',
    tag: 'users',
    summary: 'Find people by a part of their name',
    description: 'At most 20, whatever the case. `presence` is told of contacts alone.',
    answers: { 200: { summary: 'Who was found.', body: queries.userSearch.reply } },
    errors: [],
  },
  {
    method: 'GET',
    path: '/api/users/{userId}',
    id: 'getUser',
    tag: 'users',
    summary: 'The profile of a contact or of somebody from a shared chat',
    description: 'Of anyone else it is not told whether they exist.',
    answers: { 200: one },
    errors: ['not_found'],
  },
];
