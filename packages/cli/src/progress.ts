/** Tells of a count whenever another `step` of them is full. */
export const every = (step: number, tell: (count: number) => void) => (count: number) => {
  if (count % step === 0) tell(count);
};
