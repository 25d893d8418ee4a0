/** Help is laid out for this width, on a wider terminal too; on a narrower one for that. */
export const HELP_COLUMNS = 80;
