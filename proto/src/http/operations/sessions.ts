import { SessionsReply } from '../../auth/requests.ts';
import type { Operation } from '../operation.ts';
import { TokensBody } from '../schemas.ts';

const transport =
  'The refresh token is in the body, or, with `cookie: true`, only in a cookie that scripts cannot read; a request with `cookie: true` must come from a page of this origin.';
const tokens = { summary: 'A session, with its tokens.', body: TokensBody };

export const sessionOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/api/auth/register',
    id: 'register',
    tag: 'sessions',
    summary: 'Make an account, and sign in',
    description: `${transport} Repeating it with the same \`Idempotency-Key\` makes no second account.`,
    open: true,
    answers: { 201: tokens },
    errors: ['username_taken', 'forbidden', 'rate_limited', 'id_reused'],
  },
  {
    method: 'POST',
    path: '/api/auth/login',
    id: 'login',
    tag: 'sessions',
    summary: 'Sign in',
    description: `${transport} An unknown name and a wrong password answer alike. Five failures within 15 minutes lock the name for the rest of them.`,
    open: true,
    answers: { 200: tokens },
    errors: ['unauthenticated', 'forbidden', 'rate_limited'],
  },
  {
    method: 'POST',
    path: '/api/auth/refresh',
    id: 'refresh',
    tag: 'sessions',
    summary: 'Get new tokens',
    description:
      'Both tokens are new; the old refresh token used again ends the whole session, unless an `Idempotency-Key` says that it is the same request. Without one in the body, the cookie is used, which only a page of this origin may do.',
    open: true,
    answers: { 200: tokens },
    errors: ['unauthenticated', 'forbidden'],
  },
  {
    method: 'POST',
    path: '/api/auth/logout',
    id: 'logout',
    tag: 'sessions',
    summary: 'End this session',
    description: 'Its tokens and its open sockets end with it. Tells browsers to drop what they have cached.',
    answers: { 204: { summary: 'It has ended.', body: null } },
    errors: [],
  },
  {
    method: 'GET',
    path: '/api/auth/sessions',
    id: 'listSessions',
    tag: 'sessions',
    summary: 'My sessions',
    answers: { 200: { summary: 'All that have not ended.', body: SessionsReply } },
    errors: [],
  },
  {
    method: 'DELETE',
    path: '/api/auth/sessions/{sessionId}',
    id: 'endSession',
    tag: 'sessions',
    summary: 'End one of my sessions',
    answers: { 204: { summary: 'It has ended.', body: null } },
    errors: ['not_found'],
  },
];
