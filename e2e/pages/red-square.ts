/** A red square of 2 × 2 pixels, as PNG. */
export const redSquare = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAE0lEQVQImWP4z8DwnwGM/zMwAAAf7gP9qS/A4gAAAABJRU5ErkJggg==',
  'base64',
);

/** As a browser's list of files gives it. */
export const redSquareFile = (name: string) => ({ name, mimeType: 'image/png', buffer: redSquare });
