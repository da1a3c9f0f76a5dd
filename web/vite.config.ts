import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';
import { compressed } from './vite/compressed.ts';
import { emojiData } from './vite/emoji.ts';
import { firstChunks, firstLoad } from './vite/first-load.ts';
import { pwa } from './vite/pwa.ts';
import { trustedTemplates } from './vite/trusted-templates.ts';

const gateway = process.env.GATEWAY_URL ?? 'http://localhost:3000';

/** What several screens share and none of it needs styles: dozens of chunks of a few bytes each weigh more than one. */
const small = { name: 'shared', test: /web\/src\/(lib|sync)\/|lucide-solid/, minShareCount: 3 };

export default defineConfig({
  plugins: [solid(), trustedTemplates(), emojiData(), firstLoad(), compressed(), pwa()],
  build: {
    target: ['chrome125', 'firefox128', 'safari17.5'],
    // The CSP allows fonts and images from this origin only, never data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: { output: { codeSplitting: { groups: [...firstChunks(), small] } } },
  },
  server: {
    port: 5173,
    proxy: {
      '/api': { target: gateway },
      '/ws': { target: gateway, ws: true },
    },
  },
});
