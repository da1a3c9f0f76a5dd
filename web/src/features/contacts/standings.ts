import type { ContactEntry, EngineState } from '@messenger/sync';

type Contacts = readonly Pick<ContactEntry, 'user'>[];

/** Who is a contact, who asks and who was asked, as one text: another only where that is another. */
export function standingsIn(contacts: Contacts, { incoming, outgoing }: ReturnType<EngineState['requests']>): string {
  return [contacts, incoming, outgoing].map((each) => each.map(({ user }) => user.id).sort()).join(' ');
}
