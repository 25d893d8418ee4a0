/** Thrown by a question that lets the operator go back, when that is what the operator wants. No error: nothing failed. */
export class GoBack {
  readonly name = 'GoBack';
}
