export type Phase = 'parse' | 'authority' | 'check';

/** One signing, as the log keeps it: never a key, a token or a PEM. */
export interface SigningRecord {
  readonly certprov: 'signed' | 'refused' | 'failed';
  /** `SIGNED`, or the code of the error. */
  readonly code: string;
  /** Milliseconds; a phase that was not reached is absent. */
  readonly ms: Readonly<Partial<Record<Phase | 'total', number>>>;
  readonly serial?: string;
  readonly keyType?: string;
  /** The CA wrote the subject in other string types: what AWS IoT makes of that is not documented. */
  readonly subject?: 'same-text';
  readonly principalId?: string;
  readonly clientId?: string;
  readonly message?: string;
}

/** A client ID has at most 128 bytes; a message of AWS ends with the kind of policy that is missing. */
const maxLength = (member: string): number => (member === 'message' ? 600 : 200);

/** One line of printable ASCII, whatever a device put into its names: everything else is a JSON escape. */
export function signingLogLine(record: SigningRecord): string {
  const json = JSON.stringify(record, (member, value: unknown) =>
    typeof value === 'string' ? value.slice(0, maxLength(member)) : value,
  );
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
