/** What a person can understand and do something about: said without a stack. */
export class Trouble extends Error {
  override name = 'Trouble';
}
