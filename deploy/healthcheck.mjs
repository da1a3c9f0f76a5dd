// Whether this container's service serves, for those that wait for it; it may be long until it is ready, as after a restore.
// An image without curl has nothing else to ask with.
const answer = await fetch(`http://127.0.0.1:${process.env.HEALTH_PORT}/health`, {
  signal: AbortSignal.timeout(2_000),
});
process.exitCode = (await answer.json()).status === 'ok' ? 0 : 1;
