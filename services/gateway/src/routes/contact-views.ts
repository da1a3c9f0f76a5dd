import { type Bus, call } from '@messenger/messaging';
import { type http, notFound, queries, Refused, type ReplyOf, type UserId } from '@messenger/proto';
import type { FastifyRequest } from 'fastify';
import { presencesOf, unknownPresence } from '../bus/presences.ts';
import { onBehalfOf, taken } from '../http/answers.ts';
import { contextOf } from '../http/request-context.ts';
import { listed } from './contact-order.ts';

type StoredContact = ReplyOf<typeof queries.contacts>['contacts'][number];
type ContactRequest = ReplyOf<typeof queries.contactRequests>['outgoing'][number];

/** The caller's contacts with their presence, as they are listed; whose presence is not known is offline. */
export async function contactsOf(bus: Bus, request: FastifyRequest): Promise<http.Contact[]> {
  return listed(await withPresence(bus, request, await storedContactsOf(bus, request)));
}

/** One contact of the caller's. @throws Refused when it is none (any more) */
export async function contactOf(bus: Bus, request: FastifyRequest, userId: UserId): Promise<http.Contact> {
  const stored = (await storedContactsOf(bus, request, userId)).filter(({ user }) => user.id === userId);
  const [contact] = await withPresence(bus, request, stored);
  if (!contact) throw new Refused(notFound());
  return contact;
}

/** The caller's open request to a user; undefined when it has been answered since. */
export async function outgoingRequestTo(
  bus: Bus,
  request: FastifyRequest,
  userId: UserId,
): Promise<ContactRequest | undefined> {
  const answer = await call(bus, queries.contactRequests, { ...onBehalfOf(request), userId }, contextOf(request));
  return taken(request, answer).value.outgoing.find(({ user }) => user.id === userId);
}

/** Of one user alone, if any: in the list of all there may be no room for it. */
async function storedContactsOf(bus: Bus, request: FastifyRequest, userId?: UserId): Promise<StoredContact[]> {
  const asked = userId === undefined ? onBehalfOf(request) : { ...onBehalfOf(request), userId };
  const answer = await call(bus, queries.contacts, asked, contextOf(request));
  return taken(request, answer).value.contacts;
}

async function withPresence(bus: Bus, request: FastifyRequest, contacts: StoredContact[]): Promise<http.Contact[]> {
  const userIds = contacts.map(({ user }) => user.id);
  const presences = await presencesOf(bus, userIds, contextOf(request));
  return contacts.map((contact) => {
    const { state, lastSeenAt } = presences.get(contact.user.id) ?? unknownPresence;
    return { ...contact, presence: state, lastSeenAt };
  });
}
