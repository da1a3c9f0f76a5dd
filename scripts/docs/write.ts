/** `pnpm reference`: writes the pages that are made from the code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentPage } from './environment.ts';

writeFileSync(join(import.meta.dirname, '../../docs/reference/environment.md'), environmentPage());
