import { type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

/**
 * One JSON line per entry; names of fields that could hold secrets are censored wherever they stand.
 * @param fd where to: stdout unless said otherwise
 */
export function createLogger(service: string, level = 'info', fd: 1 | 2 = 1): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: [
        'password',
        'token',
        'accessToken',
        'refreshToken',
        '*.password',
        '*.token',
        '*.accessToken',
        '*.refreshToken',
      ],
      censor: '[secret]',
    },
  };
  return pino(options, pino.destination(fd));
}

/** A logger that says nothing, for tests. */
export const silentLogger: Logger = pino({ level: 'silent' });
