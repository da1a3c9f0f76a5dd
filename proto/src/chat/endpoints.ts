import { Type } from '@sinclair/typebox';
import { endpoint } from '../endpoint.ts';
import { subjects } from '../subjects.ts';
import { ChatCommand, DirectCreated, Done, Sent } from './commands.ts';

export const ChatReply = Type.Union([Sent, DirectCreated, Done]);

/** Where any instance of chat-command takes any chat's commands. */
export const anyChatCommand = endpoint(subjects.anyChatCommand, ChatCommand, ChatReply);
