/** Licences that ask for no more than their text and a notice, both of which are shipped. */
export const SHIPPED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

/** For what is only used to build and test: MPL-2.0 binds whoever passes its files on, which nobody here does. */
export const TOOLS = [...SHIPPED, 'MPL-2.0'];

/**
 * Whether an SPDX expression leaves a way that is on the list. AND binds closer than OR; WITH is on no list.
 * @see https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/
 */
export function licenceAllowed(expression, allowed) {
  const words = (expression ?? '').match(/[()]|[^\s()]+/g) ?? [];
  const result = anyOf();
  return words.length === 0 && result;

  function anyOf() {
    let isAllowed = allOf();
    while (words[0] === 'OR') {
      words.shift();
      isAllowed = allOf() || isAllowed;
    }
    return isAllowed;
  }

  function allOf() {
    let isAllowed = one();
    while (words[0] === 'AND') {
      words.shift();
      isAllowed = one() && isAllowed;
    }
    return isAllowed;
  }

  function one() {
    const word = words.shift();
    if (word !== '(') return allowed.includes(word);
    const isAllowed = anyOf();
    return words.shift() === ')' && isAllowed;
  }
}
