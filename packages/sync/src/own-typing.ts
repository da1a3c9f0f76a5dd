type Timer = ReturnType<typeof setTimeout>;
/** When others were last told, whether they are to be told again, and when they are told that it is over. */
type Told = { at: number; again: Timer | undefined; over: Timer };
type Tell = (what: 'typing:start' | 'typing:stop', chatId: string) => void;

/** How often others are told that someone is still typing. */
const againMs = 2_000;
/** How long after the last key it is over; whoever hears nothing forgets it after the same time (wire.md). */
const overMs = 3_000;

/** Tells others that the user is typing: until three seconds after the last key, or until there is nothing to say more. */
export function createOwnTyping(tell: Tell) {
  const chats = new Map<string, Told>();

  const start = (chatId: string, told: Told) => {
    told.at = performance.now();
    told.again = undefined;
    tell('typing:start', chatId);
  };
  /** Without a word; what is sent says it. True if others had been told. */
  const forget = (chatId: string): boolean => {
    const told = chats.get(chatId);
    clearTimeout(told?.again);
    clearTimeout(told?.over);
    return chats.delete(chatId);
  };
  const stop = (chatId: string) => {
    if (forget(chatId)) tell('typing:stop', chatId);
  };

  return {
    forget,
    stop,
    /** A key was pressed. */
    key(chatId: string): void {
      const over = setTimeout(stop, overMs, chatId);
      const told = chats.get(chatId);
      if (!told) {
        const first: Told = { at: 0, again: undefined, over };
        chats.set(chatId, first);
        start(chatId, first);
        return;
      }
      clearTimeout(told.over);
      told.over = over;
      told.again ??= setTimeout(start, told.at + againMs - performance.now(), chatId, told);
    },
  };
}
