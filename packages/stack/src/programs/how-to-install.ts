import { findOnPath } from './find-on-path.ts';

/** The servers that are looked for on the machine. Debian's packages are called the same. */
export type ServerProgram = 'nats-server' | 'redis-server';

const packageNames = {
  brew: { 'nats-server': 'nats-server', 'redis-server': 'redis' },
  apt: { 'nats-server': 'nats-server', 'redis-server': 'redis-server' },
  dnf: { 'nats-server': 'nats-server', 'redis-server': 'redis' },
  pacman: { 'nats-server': 'nats-server', 'redis-server': 'redis' },
  apk: { 'nats-server': 'nats-server', 'redis-server': 'redis' },
} as const;

const commands: readonly { manager: keyof typeof packageNames; program: string; command: string }[] = [
  { manager: 'brew', program: 'brew', command: 'brew install' },
  { manager: 'apt', program: 'apt-get', command: 'sudo apt-get install' },
  { manager: 'dnf', program: 'dnf', command: 'sudo dnf install' },
  { manager: 'pacman', program: 'pacman', command: 'sudo pacman -S' },
  { manager: 'apk', program: 'apk', command: 'sudo apk add' },
];

/** One message with the command that installs a missing server on this platform. */
export function howToInstall(program: ServerProgram, has: (program: string) => unknown = findOnPath): string {
  const known = commands.find((c) => has(c.program));
  const variable = program === 'nats-server' ? 'NATS_URL' : 'REDIS_URL';
  const first = known
    ? `Install it with:  ${known.command} ${packageNames[known.manager][program]}`
    : `Install it from ${program === 'nats-server' ? 'https://nats.io/download' : 'https://redis.io/downloads'}`;
  return `${program} was found neither on PATH nor as a running Docker engine. ${first}  (or set ${variable} to a server that runs already)`;
}
