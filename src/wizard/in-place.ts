import type { AccountPlace } from '../aws/arn.ts';

/** `for 111122223333 in eu-central-1`: a conclusion without it could be taken for one about another account. */
export const inPlace = ({ place }: { readonly place: AccountPlace }): string =>
  `for ${place.account} in ${place.region}`;

/** `account 111122223333 · eu-central-1` */
export const placeName = ({ place }: { readonly place: AccountPlace }): string =>
  `account ${place.account} · ${place.region}`;
