import { describe, expect, it } from 'vitest';
import type { FunctionDescription } from '../../src/aws/ports/ports.ts';
import { isOurFunction, isOurs, ownTags, statementIdFor } from '../../src/deployment/ownership.ts';

const functionWith = (more: Partial<FunctionDescription>): FunctionDescription =>
  // Whose a function is depends on nothing else.
  ({ functionName: 'certprov-signer', tags: {}, ...more }) as FunctionDescription;

describe('ownership', () => {
  it('knows its own by a tag, not by a name', () => {
    expect(isOurs(ownTags('run-1'))).toBe(true);
    expect(isOurFunction(functionWith({ tags: ownTags('run-1') }))).toBe(true);
    expect(isOurFunction(functionWith({ tags: { team: 'factory' } }))).toBe(false);
  });

  it('takes a function whose tags cannot be read for neither its own nor another’s', () => {
    const hidden = functionWith({ tagsUnread: 'not authorized to perform: lambda:ListTags' });
    expect(() => isOurFunction(hidden)).toThrow(/could not be determined: its tags cannot be read \(not authorized/);
  });

  it('makes a statement id of every provider name that AWS allows', () => {
    for (const name of ['certprov', 'a=b,c@d-e', '_'.repeat(128)]) {
      expect(statementIdFor(name)).toMatch(/^[a-zA-Z0-9-_]{1,100}$/);
    }
  });
});
