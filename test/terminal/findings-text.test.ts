import { describe, expect, it } from 'vitest';
import { findingsText } from '../../src/terminal/findings-text.ts';

describe('findingsText', () => {
  it('says each finding with its mark, and its fix below', () => {
    const text = findingsText(
      [
        {
          severity: 'blocker',
          summary: 'the function times out after 3 s, before AWS IoT does',
          fix: 'set 5 s',
        },
        { severity: 'warning', summary: 'rotation is due' },
      ],
      40,
    );
    expect(text).toBe(
      ['✗ the function times out after 3 s,', '  before AWS IoT does', '  fix: set 5 s', '! rotation is due'].join(
        '\n',
      ),
    );
  });

  it('keeps the lines of a fix and hangs what does not fit', () => {
    const fix = 'attach the statement below to user/deploy, then run it again\n{ "Effect": "Allow" }';
    expect(
      findingsText([{ severity: 'blocker', summary: 's', fix }], 40)
        .split('\n')
        .slice(1),
    ).toEqual([
      '  fix: attach the statement below to',
      '       user/deploy, then run it again',
      '       { "Effect": "Allow" }',
    ]);
  });

  it('puts a fix that is a command on a line of its own', () => {
    const fix = '`aws lambda add-permission --function-name signer --statement-id allow-iot-certificate-provider`';
    expect(findingsText([{ severity: 'blocker', summary: 's', fix }], 40)).toBe(
      `✗ s\n  fix:\n         ${fix.slice(1, -1)}`,
    );
  });

  it('neither clears the screen nor starts a line for a name from outside', () => {
    const text = findingsText([{ severity: 'blocker', summary: 'provider "\u001B[2J\n✓ all is well"' }], 80);
    expect(text).toBe('✗ provider "\\u{1b}[2J\\u{a}✓ all is well"');
  });
});
