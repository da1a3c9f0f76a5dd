// Whether this container's service serves, for those that wait for it: an image without curl has nothing else to ask with.
const answer = await fetch(`http://127.0.0.1:${process.env.HEALTH_PORT}/ready`, {
  signal: AbortSignal.timeout(2_000),
});
process.exitCode = answer.ok ? 0 : 1;
