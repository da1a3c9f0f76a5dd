import { Type } from '@sinclair/typebox';
import { endpoint } from '../endpoint.ts';
import { subjects } from '../subjects.ts';
import { ChatCommand, Created, Done, Sent } from './commands.ts';

export const ChatReply = Type.Union([Sent, Created, Done]);

/** Where the owner of a partition takes the commands of its chats. */
export const chatCommandsOf = (partition: number) =>
  endpoint(subjects.chatCommandsOfPartition(partition), ChatCommand, ChatReply);

/** Where any instance but the owner of a partition takes the commands of its chats. */
export const othersChatCommandsOf = (partition: number) =>
  endpoint(subjects.othersChatCommandsOfPartition(partition), ChatCommand, ChatReply);

/** Where any instance of chat-command takes any chat's commands. */
export const anyChatCommand = endpoint(subjects.anyChatCommand, ChatCommand, ChatReply);
