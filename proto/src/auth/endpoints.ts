import { Type } from '@sinclair/typebox';
import { endpoint } from '../endpoint.ts';
import { subjects } from '../subjects.ts';
import {
  KeysReply,
  LoginRequest,
  RefreshRequest,
  RegisterRequest,
  SessionRequest,
  SessionsReply,
  SessionsRequest,
  TokensReply,
} from './requests.ts';

export const authEndpoints = {
  register: endpoint(subjects.auth('register'), RegisterRequest, TokensReply),
  login: endpoint(subjects.auth('login'), LoginRequest, TokensReply),
  refresh: endpoint(subjects.auth('refresh'), RefreshRequest, TokensReply),
  sessions: endpoint(subjects.auth('sessions'), SessionsRequest, SessionsReply),
  /** Ends a session of the caller's: logout, or one from the list. */
  endSession: endpoint(subjects.auth('end-session'), SessionRequest, Type.Object({})),
  keys: endpoint(subjects.auth('keys'), Type.Object({}), KeysReply),
} as const;
