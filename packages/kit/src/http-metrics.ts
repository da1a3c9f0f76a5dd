import { histogram } from './metrics.ts';

const httpSeconds = histogram('http_request_duration_seconds', 'HTTP requests, by route and status', [
  'method',
  'route',
  'status',
]);

type Asked = { method: string; routeOptions: { url?: string | undefined } };
type Answered = {
  statusCode: number;
  /** In milliseconds. */
  elapsedTime: number;
};

/** Counts an HTTP request that was answered: rate, errors and duration of a process's door, by the route as declared. */
export function observeHttp({ method, routeOptions }: Asked, { statusCode, elapsedTime }: Answered): void {
  httpSeconds.observe({ method, route: routeOptions.url ?? 'none', status: statusCode }, elapsedTime / 1_000);
}
