import { existsSync } from 'node:fs';
import { findOnPath } from './find-on-path.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The browser to test with: what `CHROMIUM` names, else one found on this machine, else undefined. */
export function findChromium(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  return [...names.map((name) => findOnPath(name)), ...applications.filter((path) => existsSync(path))].find(
    (path) => path !== undefined,
  );
}
