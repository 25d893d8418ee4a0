/** Lambda writes its offset as `+0000`. */
export const lambdaTimestamp = (date: Date): string => date.toISOString().replace('Z', '+0000');
