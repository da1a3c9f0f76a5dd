export { indexedDbCache } from './cache/indexeddb-cache.ts';
export { indexedDbOutbox } from './outbox/indexeddb-outbox.ts';
export { browserTabs } from './tabs/host.ts';
