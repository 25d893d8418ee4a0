interface Position {
  readonly Line: number;
  readonly Column: number;
}

/** Where each statement of a policy begins and ends in its text, both counted from 1; for text that is valid JSON. */
export function statementPositions(text: string): readonly { readonly Start: Position; readonly End: Position }[] {
  const spans: { from: number; to: number }[] = [];
  // Brackets that are open; a statement is an object directly under the key `Statement` of the document.
  const open: { readonly at: number; readonly isStatement: boolean; readonly isList: boolean }[] = [];
  let key = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === '"') {
      const end = endOfString(text, i);
      if (open.length === 1) key = text.slice(i + 1, end);
      i = end;
    } else if (character === '{' || character === '[') {
      const isUnderKey = open.length === 1 && key === 'Statement';
      const isListed = open.length === 2 && open[1]!.isList;
      open.push({
        at: i,
        isStatement: character === '{' && (isUnderKey || isListed),
        isList: character === '[' && isUnderKey,
      });
    } else if (character === '}' || character === ']') {
      const closed = open.pop();
      if (closed?.isStatement) spans.push({ from: closed.at, to: i + 1 });
      if (open.length === 1) key = '';
    }
  }
  return spans.map(({ from, to }) => ({ Start: positionOf(text, from), End: positionOf(text, to) }));
}

function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { Line: before.length, Column: before.at(-1)!.length + 1 };
}
