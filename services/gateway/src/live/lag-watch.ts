import type { Logger } from '@messenger/kit';
import { lagNow } from '../metrics.ts';
import { type LogFollowers, tooFarBehind } from './follow-log.ts';

const lookMs = 5_000;

/** Looks how far this gateway is behind the log; beyond the bound, `fellBehind` is called and it is not ready. */
export class LagWatch implements Disposable {
  readonly #timer: NodeJS.Timeout;
  #lag = 0;
  #looking = false;

  constructor(followers: LogFollowers, log: Logger, fellBehind: () => void) {
    const look = async () => {
      if (this.#looking) return;
      this.#looking = true;
      try {
        this.#lag = await followers.lag();
        lagNow.set(this.#lag);
        if (!this.isBehind) return;
        log.error({ lag: this.#lag }, 'this gateway is too far behind the log, its devices are sent elsewhere');
        fellBehind();
      } catch (error) {
        log.warn({ err: error }, 'cannot tell how far behind the log this gateway is');
      } finally {
        this.#looking = false;
      }
    };
    this.#timer = setInterval(() => void look(), lookMs);
    this.#timer.unref();
  }

  get isBehind(): boolean {
    return this.#lag > tooFarBehind;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
