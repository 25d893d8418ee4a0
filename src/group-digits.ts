/** `1,214`, in every locale. (`toLocaleString` would load all of ICU's number formats for a comma.) */
export const groupDigits = (value: number): string => String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');
