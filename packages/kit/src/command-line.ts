import { InvalidArgumentError } from 'commander';

/** Reads an argument as a number within the bounds. @throws InvalidArgumentError, of which commander tells the reader */
export const numberFrom =
  (least: number, { most = Number.POSITIVE_INFINITY, whole = false } = {}) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
      const range = Number.isFinite(most) ? `from ${least} to ${most}` : `from ${least} on`;
      throw new InvalidArgumentError(`It is a ${whole ? 'whole ' : ''}number ${range}.`);
    }
    return value;
  };

/** A port that can be listened on. */
export const port = numberFrom(1, { most: 65_535, whole: true });
