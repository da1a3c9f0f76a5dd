/** Every id on the wire: a lower-case UUID. Nothing else may become part of a subject or a key. */
export const idPattern = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
const idRegExp = new RegExp(idPattern);

/** True for a lower-case UUID with nothing before or after it; the length is the cheap first look. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && text.length === 36 && idRegExp.test(text);
}
