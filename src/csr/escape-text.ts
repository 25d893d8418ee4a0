/**
 * Everything that a reader cannot see, or that moves the cursor or turns the direction of writing: controls, format
 * and bidi characters, zero-width ones, odd spaces, lone surrogates, and code points nobody has assigned.
 */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** RFC 4514 §2.4 lets any character be written as the hex of its UTF-8 octets, `\0A`: visible and reversible. */
export const escapeInvisible = (text: string): string =>
  text.replace(INVISIBLE, (character) =>
    Buffer.from(character, 'utf8').toString('hex').toUpperCase().replace(/../g, '\\$&'),
  );
