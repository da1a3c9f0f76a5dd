/**
 * For `tilt up` without Docker: one service in this process, on the servers that `servers.ts` runs. Arguments: its name, its
 * health port. The web client comes from Vite.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryRoot, runningStack, serviceDefinitions, serviceEnv } from '../../packages/stack/src/index.ts';

const [name, healthPort] = process.argv.slice(2);
const definition = serviceDefinitions(repositoryRoot).find((service) => service.name === name);
if (!definition || !healthPort) throw new Error('Usage: service.ts NAME HEALTH_PORT');
const stack = runningStack(resolve(repositoryRoot, process.env.DATA_DIR || '.data'));
const doors = { door: { host: '127.0.0.1', port: 3000, webDist: '' }, media: { ports: [4000], index: 0 } };
Object.assign(process.env, serviceEnv(definition, stack, doors, process.env), { HEALTH_PORT: healthPort });
await import(pathToFileURL(definition.entry).href);
