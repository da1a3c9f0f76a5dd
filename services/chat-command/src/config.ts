import { serviceConfig } from '@messenger/kit';

/** Everything that the environment may say; see README.md. */
export const Config = serviceConfig('chat-command');
