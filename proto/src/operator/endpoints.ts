import { type Static, Type } from '@sinclair/typebox';
import { endpoint } from '../endpoint.ts';
import { subjects } from '../subjects.ts';

/** How far one follower of a stream is: `seq` is the last event it took in. */
export const FollowerReport = Type.Object({
  name: Type.String(),
  stream: Type.String(),
  seq: Type.Integer({ minimum: 0 }),
  /** Under which lease it follows, where only one may. */
  lease: Type.Union([Type.String(), Type.Null()]),
});
export type FollowerReport = Static<typeof FollowerReport>;

/** An event that could not be taken in, where it stands, and who passed it by. */
export const SetAside = Type.Object({
  by: Type.String(),
  stream: Type.String(),
  seq: Type.Integer({ minimum: 1 }),
  subject: Type.String(),
  reason: Type.String(),
});
export type SetAside = Static<typeof SetAside>;

/** What one process follows, and the newest of what it set aside since it started. */
export const FollowersReply = Type.Object({
  service: Type.String(),
  instance: Type.String(),
  followers: Type.Array(FollowerReport),
  setAside: Type.Array(SetAside),
});
export type FollowersReply = Static<typeof FollowersReply>;

/** Every process that follows the log answers for itself. */
export const followers = endpoint(subjects.followers, Type.Object({}), FollowersReply);
