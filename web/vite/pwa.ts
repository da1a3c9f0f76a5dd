import { VitePWA } from 'vite-plugin-pwa';

const blue = '#3b62c9';

/** What an operating system is told of the client, and the worker that opens it without a network. */
export const pwa = () =>
  VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src/worker',
    filename: 'sw.ts',
    registerType: 'prompt',
    // The client registers it itself, once its first screen is there: `src/lib/worker.ts`.
    injectRegister: false,
    injectManifest: {
      rollupFormat: 'iife',
      globPatterns: ['**/*.{html,js,css,svg,png,woff2}'],
      // Of the fonts, what most of the words need; the rest comes when a text asks for it, and stays in the browser's cache.
      globIgnores: ['sw.js', '**/*-{cyrillic,cyrillic-ext,greek,greek-ext,vietnamese}-*.woff2', '**/*-italic-*.woff2'],
    },
    manifest: {
      id: '/',
      name: '1000 Messenger',
      short_name: '1000',
      description: 'Every message counted, none missing.',
      start_url: '/',
      scope: '/',
      display: 'standalone',
      theme_color: blue,
      background_color: '#fbfcfd',
      categories: ['social', 'productivity'],
      icons: [
        { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
      shortcuts: [
        { name: 'Search messages', url: '/search' },
        { name: 'New group', url: '/new-group' },
        { name: 'Contacts', url: '/contacts' },
      ],
    },
  });
