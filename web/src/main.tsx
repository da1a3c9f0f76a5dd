import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/inter/wght-italic.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/skeleton.css';
import { render } from 'solid-js/web';
import { loadLanguage } from './lib/strings.ts';
import { Routes } from './routes.tsx';
import { SyncProvider } from './sync/context.tsx';
import { openSync } from './sync/open.ts';

const [sync] = await Promise.all([openSync(), loadLanguage()]);
const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app');
render(
  () => (
    <SyncProvider sync={sync}>
      <Routes />
    </SyncProvider>
  ),
  root,
);
