import { DECISION_TREE, type Branch, type Node, type Recommendation } from './decision-tree.ts';
import type { Answers, QuestionId } from './questions.ts';

/** How far the answers lead: to a recommendation, or to the question that matters next. */
type Advice =
  | { readonly recommendation: Recommendation; readonly decidedBy: readonly QuestionId[] }
  | { readonly next: QuestionId };

/** Pure. Answers to questions that do not come up are not looked at. */
export function recommend(answers: Answers): Advice {
  const decidedBy: QuestionId[] = [];
  let node: Node = DECISION_TREE;
  while ('ask' in node) {
    const next: Node | undefined = follow(node, answers);
    if (next === undefined) return { next: node.ask };
    decidedBy.push(node.ask);
    node = next;
  }
  return { recommendation: node, decidedBy };
}

function follow({ ask, to }: Branch, answers: Answers): Node | undefined {
  const answer = answers[ask];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a branch has a node for each answer to its question
  return answer === undefined ? undefined : (to as Readonly<Record<string, Node>>)[answer];
}
