import { endpoint } from '../endpoint.ts';
import { subjects } from '../subjects.ts';
import { ContactCommand, ContactReply } from './commands.ts';

export const contactCommand = endpoint(subjects.contactCommand, ContactCommand, ContactReply);
