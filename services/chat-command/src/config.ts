import { serviceConfig } from '@messenger/kit';

export const Config = serviceConfig('chat-command');
