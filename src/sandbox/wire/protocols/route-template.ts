import { percentDecoded } from '../message.ts';

interface Segment {
  readonly kind: 'literal' | 'label' | 'greedy';
  readonly text: string;
}

/** A path such as `/functions/{FunctionName}/policy`, as AWS's models write it. */
export interface RouteTemplate {
  readonly segments: readonly Segment[];
  /** Query pairs that are part of the template itself. */
  readonly query: readonly (readonly [string, string])[];
}

export function parseTemplate(template: string): RouteTemplate {
  const [path = '', query = ''] = template.split('?');
  const segments = path
    .split('/')
    .filter((part) => part !== '')
    .map((part): Segment => {
      const label = /^\{(.+?)(\+?)\}$/.exec(part);
      if (label === null) return { kind: 'literal', text: part };
      return { kind: label[2] === '+' ? 'greedy' : 'label', text: label[1]! };
    });
  return {
    segments,
    query: query === '' ? [] : query.split('&').map((pair) => [pair.split('=')[0]!, pair.split('=')[1] ?? '']),
  };
}

/** The labels' values, decoded; undefined when the path is another one. A slash at the end makes no difference. */
export function matchTemplate(template: RouteTemplate, path: string): Readonly<Record<string, string>> | undefined {
  const parts = path.split('/').slice(1);
  if (parts.at(-1) === '') parts.pop();
  const { segments } = template;
  const greedyAt = segments.findIndex((segment) => segment.kind === 'greedy');
  if (greedyAt < 0 ? parts.length !== segments.length : parts.length < segments.length) return undefined;
  const labels: Record<string, string> = {};
  const surplus = parts.length - segments.length;
  let at = 0;
  for (const segment of segments) {
    const taken = parts.slice(at, at + (segment.kind === 'greedy' ? surplus + 1 : 1));
    at += taken.length;
    const text = taken.map(percentDecoded).join('/');
    if (segment.kind === 'literal' ? text !== segment.text : text === '') return undefined;
    if (segment.kind !== 'literal') labels[segment.text] = text;
  }
  return labels;
}

/** Orders templates so that the more exact one is tried first. */
export function compareTemplates(left: RouteTemplate, right: RouteTemplate): number {
  const rank = { literal: 0, label: 1, greedy: 2 };
  for (let i = 0; i < Math.min(left.segments.length, right.segments.length); i += 1) {
    const difference = rank[left.segments[i]!.kind] - rank[right.segments[i]!.kind];
    if (difference !== 0) return difference;
  }
  return right.segments.length - left.segments.length || right.query.length - left.query.length;
}
