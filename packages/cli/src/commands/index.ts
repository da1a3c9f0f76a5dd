import { backup } from './backup.ts';
import { chat } from './chat.ts';
import type { AddCommand } from './command.ts';
import { exportLog } from './export.ts';
import { importLog } from './import.ts';
import { natsConfiguration } from './nats-config.ts';
import { poison } from './poison.ts';
import { positions } from './positions.ts';
import { provisionLog } from './provision.ts';
import { rebuild } from './rebuild.ts';
import { restore } from './restore.ts';
import { verify } from './verify.ts';

/** Every command, in the order of the help. */
export const commands: readonly AddCommand[] = [
  positions,
  poison,
  verify,
  rebuild,
  chat,
  exportLog,
  importLog,
  backup,
  restore,
  provisionLog,
  natsConfiguration,
];
