/** What the log held at a position, it holds no longer: restored, or its unsynced tail was lost. Rebuild. */
export class LogRewound extends Error {
  override name = 'LogRewound';
}
/** Thrown by a handler to end its follower for good. */
export class StopFollowing extends Error {
  override name = 'StopFollowing';
}
