import { excerpt } from '@messenger/markup';

/** Code points of the message replied to that are shown with the reply. */
const shownLength = 200;
/** Code points of it that are read: enough for the shown ones when marks are left out. */
export const readLength = 1_000;

/** As Postgres prints it. Inside a text the quotes are escaped, so that no text can look like it. */
const excerptField = /"excerpt": ("(?:[^"\\]|\\.)*")/g;

/** Messages as JSON text, with the excerpts of what they reply to as people read them: one line without marks. */
export function withPlainExcerpts(json: string): string {
  if (!json.includes('"excerpt": ')) return json;
  return json.replace(
    excerptField,
    (_, text: string) => `"excerpt": ${JSON.stringify(excerpt(JSON.parse(text), shownLength))}`,
  );
}
