/** Limits that a form tells before the server has to. Without TypeBox, so that a browser loads nothing else with them. */

export const usernamePattern = '^[A-Za-z0-9_]{3,50}$';

/** A group's name in URLs: lower-case, and never to be taken for an id. */
export const slugPattern = '^(?![0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$)[a-z0-9-]{3,50}$';

/** Code points of the name of a person (R5) or a group (R12). */
export const maxNameLength = 100;

/** Code points of a message (R18). */
export const maxMessageLength = 10_000;

/** Images of one message (R19). */
export const maxAttachments = 5;

/** R32: the largest file that is taken, and the MIME types of what is in it. */
export const maxUploadBytes = 10 * 1024 * 1024;
export const uploadTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;
