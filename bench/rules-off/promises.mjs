import { account } from './account.mjs';
import { content } from './content.mjs';
import { judge } from './judge.mjs';
import { rights } from './rights.mjs';
import { signer } from './signer.mjs';
import { switchAndReturn } from './switch.mjs';
import { words } from './words.mjs';

/** By what they are about; the page has them in this order. */
export const SUBJECTS = [
  ['The switch is proven or taken back', switchAndReturn],
  ['No way in without the way back', rights],
  ['The account that was meant', account],
  ['The judge', [...judge, ...content]],
  ['The signer, and what is shown', signer],
  ['True words elsewhere', words],
];

export const promises = SUBJECTS.flatMap(([, rules]) => rules);
