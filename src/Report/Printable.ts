/** ASCII and the letters and punctuation of European scripts: what is one column wide and moves no cursor. */
const unsafe = /[^ -~¡-¬®-˿Ͱ-҂Ҋ-ԯ‐-‧]/gu

/** Text from outside as a terminal may show it: every other character stands as its escape, `\u{1b}`. */
export const printable = (text: string): string =>
  text.replace(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
