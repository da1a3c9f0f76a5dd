import { Type } from '@sinclair/typebox';
import { endpoint } from '../endpoint.ts';
import { subjects } from '../subjects.ts';
import { ChatCommand, DirectCreated, Sent } from './commands.ts';

export const ChatReply = Type.Union([Sent, DirectCreated]);

/** Where any instance of chat-command takes any chat's commands. */
export const anyChatCommand = endpoint(subjects.anyChatCommand, ChatCommand, ChatReply);
