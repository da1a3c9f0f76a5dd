import { InvalidArgumentError } from 'commander';

/** Reads an option's argument as a number of at least `least`, for commander, which tells the reader otherwise. */
export const numberFrom =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least)) throw new InvalidArgumentError(`It is a number from ${least} on.`);
    return value;
  };
