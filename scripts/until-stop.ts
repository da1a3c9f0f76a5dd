/**
 * Settles, saying why, at the first Ctrl-C or request to end, or when the bootstrap that started us is gone. Further
 * signals change nothing: stopping takes ten seconds at most, and npm and the terminal both pass a Ctrl-C on.
 */
export function untilStop(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
    if (!process.connected) return;
    process.once('disconnect', () => resolve('the starting process is gone'));
    // The channel alone must not keep us running once everything has stopped.
    process.channel?.unref();
  });
}
