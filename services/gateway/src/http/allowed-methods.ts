import type { FastifyInstance, RouteOptions } from 'fastify';

/** Knows which methods a path has, to tell a wrong method (405) from a path that does not exist (404). */
export class AllowedMethods {
  readonly #routes: { path: RegExp; methods: string[] }[] = [];

  /** Call before routes are added. */
  watch(app: FastifyInstance): void {
    app.addHook('onRoute', (route: RouteOptions) => {
      if (route.url.includes('*')) return;
      const path = new RegExp(`^${route.url.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&').replaceAll(/:\w+/g, '[^/]+')}$`);
      this.#routes.push({ path, methods: [route.method].flat() });
    });
  }

  /** The methods of a path, without duplicates; empty if there is no such path. */
  of(url: string): string[] {
    const path = url.split('?', 1)[0]!;
    const methods = this.#routes.filter((route) => route.path.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)];
  }
}
