import { describe, expect, test } from 'vitest';
import { flawsOfPage, isScript } from './commands/flaws-of-page.ts';
import { howToPages, runPages } from './commands/run-pages.ts';
import { codeBlocksOf } from './markdown.ts';
import { filesOf } from './pages.ts';
import { commandsOf } from './shell.ts';

const pages = filesOf('.md');

/** What cannot be checked, or is no flaw, and why. */
const exceptions: Record<string, string> = {
  'CONTRIBUTING.md test/ is not there': 'the folder of that name in each package and service',
  'docs/ARCHITECTURE.md src/main.ts is not there': 'in each service; scripts/compose.test.ts looks for them',
  'docs/ARCHITECTURE.md src/migrate.ts is not there': 'in each service with tables of its own',
  'docs/ARCHITECTURE.md src/config.ts is not there': 'in each service; the environment page is made from them',
  'docs/ARCHITECTURE.md src/app.ts is not there': 'in each service',
  'docs/reference/environment.md src/migrate.ts is not there': 'in the folder of the service that the section is about',
  'docs/reference/environment.md nothing reads NATS_USER_<SERVICE>': 'read by a name that is put together',
  'packages/loadtest/README.md nothing reads CLOCK_MONOTONIC': "a clock of the system's",
};

/** Fenced blocks that are no commands, by page and first line. */
const noScripts: Record<string, string> = {
  'deploy/README.md frame message:send': 'what e2e/message-life.e2e.test.ts prints',
  'deploy/README.md services:': 'lines for docker-compose.override.yml',
  'docs/ARCHITECTURE.md browser or bot': 'the picture',
  'docs/how-to/cluster.md server_name: nats-0': "lines for nats-server's own configuration",
  "packages/sync/README.md import { createEngine } from '@messenger/sync';":
    'a sketch, with an ellipsis for what the reader does',
};

/** Pages with scripts of which no test runs each line, and why; all is checked to be there, and to be taken. */
const notRun: Record<string, string> = {
  'CONTRIBUTING.md': 'the tests themselves',
  'README.md': 'starts and tests; the rest is in the how-tos',
  'deploy/README.md': 'wants Docker',
  'deploy/k8s/README.md': 'wants a cluster',
  'packages/chaos/README.md': 'ten minutes each; a short run is among the tests',
  'packages/cli/README.md': 'only --help',
  'packages/loadtest/README.md': 'minutes each; --brief is among the tests',
};

test('every command, path, option and variable in the documentation is there and would be taken', () => {
  const found = pages.flatMap(flawsOfPage);
  const name = (flaw: string) => flaw.replace(/:\d+ /, ' ');
  expect(found.filter((flaw) => !Object.hasOwn(exceptions, name(flaw)))).toEqual([]);
  expect(
    Object.keys(exceptions).filter((each) => !found.map(name).includes(each)),
    'no longer needed',
  ).toEqual([]);
});

test('every fenced block is a script, or is known to be none', () => {
  const blocks = pages.flatMap(({ path, text }) => codeBlocksOf(text).map((block) => ({ ...block, path })));
  const commands = blocks.filter(({ language }) => isScript(language)).flatMap(({ text }) => commandsOf(text));
  expect(commands.length).toBeGreaterThan(80);
  const others = blocks.filter(({ language }) => !isScript(language));
  const named = others.map(({ path, text }) => `${path} ${text.split('\n')[0]!.trim().split('  ')[0]}`);
  expect(named.sort()).toEqual(Object.keys(noScripts).sort());
});

test('every page with a script is run, or is known not to be', () => {
  const withScript = pages.filter(({ text }) => codeBlocksOf(text).some(({ language }) => isScript(language)));
  const known = [...runPages, ...Object.values(howToPages), ...Object.keys(notRun)];
  expect(withScript.map(({ path }) => path).sort()).toEqual(known.sort());
});

describe('what a page says wrong is found', () => {
  const flawsOf = (text: string) =>
    flawsOfPage({ path: 'docs/a.md', text }).map((flaw) => flaw.replace('docs/a.md:', ''));
  const inBlock = (command: string) => flawsOf(`# A page\n\n\`\`\`sh\n${command}\n\`\`\`\n`);

  test.each([
    ['npm run messenger', 'messenger is given no command'],
    ['npm run -s mesenger -- verify', 'has no script mesenger'],
    ['npm run -s messenger -- verrify', "unknown command 'verrify'"],
    ['npm run -s messenger -- verify --all', "unknown option '--all'"],
    ['npm run -s messenger -- backup', "missing required argument 'folder'"],
    ['npm install left-pad', 'npm has no install here'],
    ['pnpm verfy', 'has no script verfy'],
    ['pnpm chaos --hours 1', "unknown option '--hours'"],
    ['pnpm load --brief --loud', "unknown option '--loud'"],
    ['pnpm --filter @messenger/wed build', 'there is no package @messenger/wed'],
    ['pnpm --filter @messenger/web built', '@messenger/web has no script built'],
    ['pnpm vitest run --project unti', 'vitest has no project unti'],
    ['pnpm vitest run --project int services/projector', 'services/projector is not there'],
    ['node e2e/bench/catch-up.js', 'e2e/bench/catch-up.js is not there'],
    ['node packages/cli/src/main.ts verify --all', "unknown option '--all'"],
    ['node scripts/bootstrap.mjs sead', 'the bootstrap knows no sead'],
    ['sh deploy/make-envs.sh > .env', 'deploy/make-envs.sh is not there'],
    ['grep x docs/nowhere.md | head -n 1', 'docs/nowhere.md is not there'],
    ['echo "$(npm run nothing)"', 'has no script nothing'],
    ['if pnpm nothing; then exit 1; fi', 'has no script nothing'],
    ['docker compose up gatewai', 'no service gatewai'],
    ['docker compose up -d --scale gatewai=2', 'no service gatewai'],
    ['docker compose --profile tool run --rm tools', 'there is no profile tool'],
    ['docker compose start', 'docker compose start has no rule'],
    ['docker compose run --rm messenger verrify', "unknown command 'verrify'"],
    ['docker build -f Dockerfile .', 'Dockerfile is not there'],
    ['kubectl apply -k deploy/k8s/overlays/four-node', 'four-node/kustomization.yaml is not there'],
    ['kubectl -n mesenger get pods -l app.kubernetes.io/name=nats', 'no manifest has mesenger'],
    ['kubectl get pods -l app.kubernetes.io/name=natz', 'no manifest has app.kubernetes.io/name: natz'],
    ['kubectl get pods -l app.kubernetes.io/name=nats', 'kubectl get looks into no namespace of ours'],
    ['kubectl wait --for=condition=complete job/migrat', 'no manifest has migrat'],
    ['kubectl -n messenger exec messenger-0 -- node packages/cli/src/main.ts verrify', "unknown command 'verrify'"],
    ['kubectl -n messenger cp massenger-0:/backups/x x', 'no manifest has massenger'],
    ['tilt down', 'tilt down has no rule'],
    ['tilt up -- --on podman', 'the Tiltfile takes no --on podman'],
    ['REPLICATES=3 npm start', 'nothing reads REPLICATES'],
    ['export CHAT_SHARD=4', 'nothing reads CHAT_SHARD'],
    ['echo "$DATA_DIRS"', 'nothing reads DATA_DIRS'],
    ['curl localhost:3000', 'curl has no rule'],
    ['frobnicate', 'frobnicate has no rule'],
  ])('%s', (command, flaw) => {
    const [found] = inBlock(command);
    expect(found).toContain(flaw);
    expect(found).toMatch(/^4 /);
  });

  test.each([
    ['`messenger verrify`', "unknown command 'verrify'"],
    ['`pnpm messenger\nverrify`', "unknown command 'verrify'"],
    ['`node services/<name>/src/mein.ts`', 'services/‹name›/src/mein.ts is not there'],
    ['`packages/nowhere/`', 'packages/nowhere/ is not there'],
    ['`NATS_ULR`', 'nothing reads NATS_ULR'],
  ])('in a sentence: %s', (text, flaw) => {
    expect(flawsOf(`One\n\n- say ${text}.`)).toEqual([`3 ${flaw}`]);
  });

  test('an option that a page on a program has in a sentence', () => {
    const found = flawsOfPage({ path: 'packages/chaos/README.md', text: '`--minutes` `--hours`' });
    expect(found).toEqual(['packages/chaos/README.md:1 chaos has no --hours']);
    const other = flawsOfPage({ path: 'packages/cli/README.md', text: '`--max-lag` `--min-lag 3`' });
    expect(other).toEqual(['packages/cli/README.md:1 messenger has no --min-lag']);
  });

  test('what is right is not', () => {
    const right = '`messenger backup` `messenger chat <id or slug> --json` `node services/<name>/src/migrate.ts` `S3_`';
    expect(flawsOf(right)).toEqual([]);
    const script = 'CHAT_SHARDS=4 npm start  # frobnicate\nx=$(nats kv ls) && echo "$x" > out.txt';
    expect(inBlock(script)).toEqual([]);
  });
});
