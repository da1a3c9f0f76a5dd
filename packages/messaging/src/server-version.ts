import type { Bus } from './bus.ts';

/** Of the server that it is connected to, such as 2.9.10. */
export const serverVersion = (bus: Pick<Bus, 'nc'>): string => bus.nc.info?.version ?? '0';

export function serverIsAtLeast(bus: Pick<Bus, 'nc'>, [major, minor]: readonly [number, number]): boolean {
  const [itsMajor = 0, itsMinor = 0] = serverVersion(bus).split('.').map(Number);
  return itsMajor > major || (itsMajor === major && itsMinor >= minor);
}

/** Streams and consumers may carry metadata; on older servers the client refuses to ask for it. */
export const hasMetadata = (bus: Pick<Bus, 'nc'>): boolean => serverIsAtLeast(bus, [2, 10]);
