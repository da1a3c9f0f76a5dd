const oneEmoji = /^\p{RGI_Emoji}$/v;

/** True for exactly one emoji as Unicode recommends them for interchange: flags, skin tones and families are one. */
export const isOneEmoji = (text: string): boolean => oneEmoji.test(text);
