import { queries } from '../../query/endpoints.ts';
import type { Operation } from '../operation.ts';
import { ContactBody, ContactsBody, RequestBody } from '../schemas.ts';

export const contactOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/api/contacts',
    id: 'listContacts',
    tag: 'contacts',
    summary: 'My contacts, with their presence',
    answers: {
      200: { summary: 'Online first, then by name; of thousands as many as an answer holds.', body: ContactsBody },
    },
    errors: [],
  },
  {
    method: 'GET',
    path: '/api/contacts/requests',
    id: 'listContactRequests',
    tag: 'contacts',
    summary: 'Open requests, to me and from me',
    answers: {
      200: { summary: 'Newest first; of thousands as many as an answer holds.', body: queries.contactRequests.reply },
    },
    errors: [],
  },
  {
    method: 'POST',
    path: '/api/contacts/requests',
    id: 'requestContact',
    tag: 'contacts',
    summary: 'Ask somebody to be my contact',
    description: 'If they have asked me already, it is an acceptance. 50 a day.',
    answers: {
      200: { summary: 'It crossed a request of theirs: you are contacts.', body: ContactBody },
      201: { summary: 'The request.', body: RequestBody },
    },
    errors: ['not_found', 'already_contacts', 'conflict', 'id_reused'],
  },
  {
    method: 'POST',
    path: '/api/contacts/requests/{requestId}/accept',
    id: 'acceptContactRequest',
    tag: 'contacts',
    summary: 'Accept a request to me',
    answers: { 200: { summary: 'The new contact.', body: ContactBody } },
    errors: ['not_found', 'forbidden', 'conflict', 'id_reused'],
  },
  {
    method: 'DELETE',
    path: '/api/contacts/requests/{requestId}',
    id: 'declineContactRequest',
    tag: 'contacts',
    summary: 'Reject a request to me, or withdraw my own',
    answers: { 204: { summary: 'It is gone.', body: null } },
    errors: ['not_found', 'conflict', 'id_reused'],
  },
  {
    method: 'DELETE',
    path: '/api/contacts/{userId}',
    id: 'removeContact',
    tag: 'contacts',
    summary: 'Remove a contact, on both sides',
    description: 'Your chat stays readable; nothing can be sent in it until you are contacts again.',
    answers: { 204: { summary: 'You are no contacts any more.', body: null } },
    errors: ['not_found', 'conflict', 'id_reused'],
  },
];
