/**
 * Resolves at the first of the signals, or when the parent that spawned this process over IPC is gone: a service
 * never outlives its supervisor. Waiting for it keeps no process going whose work is done. A second signal is left to
 * Node's default, so that a hung stop can be cut short.
 */
export function untilSignal(...signals: NodeJS.Signals[]): Promise<string> {
  return new Promise((resolve) => {
    const done = (reason: string) => {
      for (const signal of signals) process.off(signal, done);
      process.off('disconnect', disconnected);
      if (process.connected) process.disconnect?.();
      resolve(reason);
    };
    const disconnected = () => done('disconnect');
    for (const signal of signals) process.on(signal, done);
    process.once('disconnect', disconnected);
    // Who listens for its end would hold the channel open, and the process with it.
    process.channel?.unref();
  });
}
