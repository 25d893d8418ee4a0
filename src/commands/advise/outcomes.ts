import type { Way } from './ways.ts';
import type { Outcome } from './outcome.ts';
import { bulk } from './outcomes/bulk.ts';
import { claim } from './outcomes/claim.ts';
import { jitp } from './outcomes/jitp.ts';
import { jitr } from './outcomes/jitr.ts';
import { multiAccount } from './outcomes/multi-account.ts';
import { singleThing } from './outcomes/single-thing.ts';
import { trustedUser } from './outcomes/trusted-user.ts';

export const OUTCOMES: Readonly<Record<Way, Outcome>> = {
  'single-thing': singleThing,
  jitp,
  jitr,
  'multi-account': multiAccount,
  bulk,
  'trusted-user': trustedUser,
  claim,
};
