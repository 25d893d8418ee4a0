/** Code points that most terminals draw two cells wide (UAX #11, W and F). */
const WIDE =
  /[\u1100-\u115F\u231A\u231B\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1B000}-\u{1B2FF}\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]/u;

/** Marks, format characters, the vowels and finals of conjoining Hangul, and the markers of styles. */
const ZERO =
  /[\p{Mn}\p{Me}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u1160-\u11FF\uD7B0-\uD7FF]/u;
const REGIONAL_INDICATOR = /\p{Regional_Indicator}/u;
const PLAIN = /^[ -~]*$/;

export function characterWidth(character: string): 0 | 1 | 2 {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) && !REGIONAL_INDICATOR.test(character) ? 2 : 1;
}

/** Terminal cells that a safe, one-line text takes. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}
