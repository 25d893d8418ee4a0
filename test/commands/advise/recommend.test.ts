import { describe, expect, it } from 'vitest';
import { DECISION_TREE, type Node, type Recommendation } from '../../../src/commands/advise/decision-tree.ts';
import { OUTCOMES } from '../../../src/commands/advise/outcomes.ts';
import { answersTo, QUESTION_IDS, type Answers, type QuestionId } from '../../../src/commands/advise/questions.ts';
import { recommend } from '../../../src/commands/advise/recommend.ts';
import { WAYS } from '../../../src/commands/advise/ways.ts';

interface Path {
  readonly answers: Answers;
  readonly asked: readonly QuestionId[];
  readonly leaf: Recommendation;
}

/** Every way through the tree, walked by itself and not by what is tested. */
function paths(node: Node = DECISION_TREE, answers: Answers = {}, asked: readonly QuestionId[] = []): Path[] {
  if (!('ask' in node)) return [{ answers, asked, leaf: node }];
  return Object.entries(node.to as Readonly<Record<string, Node>>).flatMap(([answer, next]) =>
    paths(next, { ...answers, [node.ask]: answer }, [...asked, node.ask]),
  );
}

const PATHS = paths();

describe('which way of provisioning fits', () => {
  it.each([
    [{ purpose: 'development' }, 'single-thing'],
    [{ purpose: 'fleet', installedBeforeDelivery: 'yes', issuer: 'chip-maker' }, 'multi-account'],
    [{ purpose: 'fleet', installedBeforeDelivery: 'yes', issuer: 'aws' }, 'bulk'],
    [{ purpose: 'fleet', installedBeforeDelivery: 'yes', issuer: 'own', severalAccounts: 'yes' }, 'multi-account'],
    [
      {
        purpose: 'fleet',
        installedBeforeDelivery: 'yes',
        issuer: 'own',
        severalAccounts: 'no',
        admission: 'certificate',
      },
      'jitp',
    ],
    [
      { purpose: 'fleet', installedBeforeDelivery: 'yes', issuer: 'own', severalAccounts: 'no', admission: 'code' },
      'jitr',
    ],
    [
      { purpose: 'fleet', installedBeforeDelivery: 'yes', issuer: 'own', severalAccounts: 'no', admission: 'list' },
      'bulk',
    ],
    [{ purpose: 'fleet', installedBeforeDelivery: 'no', installer: 'yes' }, 'trusted-user'],
    [{ purpose: 'fleet', installedBeforeDelivery: 'no', installer: 'no', manufacturer: 'claim' }, 'claim'],
    [{ purpose: 'fleet', installedBeforeDelivery: 'no', installer: 'no', manufacturer: 'nothing' }, 'trusted-user'],
  ] as const)('%o: %s', (answers, way) => {
    expect(recommend(answers)).toMatchObject({ recommendation: { way } });
  });

  it('asks five questions at most, and none twice', () => {
    for (const { asked } of PATHS) {
      expect(asked.length).toBeLessThanOrEqual(5);
      expect(new Set(asked).size).toBe(asked.length);
    }
  });

  it('has a node for each answer, and comes to each way', () => {
    const check = (node: Node): void => {
      if (!('ask' in node)) return;
      expect(Object.keys(node.to).toSorted()).toEqual(Object.keys(answersTo(node.ask)).toSorted());
      for (const next of Object.values(node.to)) check(next);
    };
    check(DECISION_TREE);
    expect(new Set(PATHS.map(({ leaf }) => leaf.way))).toEqual(new Set(WAYS));
  });

  it('asks what comes next while an answer is missing, wherever it is missing', () => {
    for (const { answers, asked } of PATHS) {
      for (const [index, id] of asked.entries()) {
        const some = Object.fromEntries(asked.slice(0, index).map((one) => [one, answers[one]]));
        expect(recommend(some)).toEqual({ next: id });
      }
    }
  });

  it('is not swayed by answers to questions that do not come up', () => {
    for (const { answers, asked, leaf } of PATHS) {
      const idle = QUESTION_IDS.filter((id) => !asked.includes(id));
      const others = Object.fromEntries(idle.map((id) => [id, Object.keys(answersTo(id)).at(-1)]));
      expect(recommend({ ...answers, ...others })).toEqual({ recommendation: leaf, decidedBy: asked });
    }
  });

  it('names a runner-up that is another way, with a reason against it', () => {
    for (const { leaf } of PATHS) {
      expect(leaf.runnerUp).not.toBe(leaf.way);
      expect(leaf.whyNot.length).toBeGreaterThan(40);
    }
  });

  it('says for each way whether a certificate provider concerns it', () => {
    expect(Object.fromEntries(WAYS.map((way) => [way, OUTCOMES[way].provider.affected]))).toEqual({
      'single-thing': 'no',
      jitp: 'no',
      jitr: 'no',
      'multi-account': 'no',
      bulk: 'probably not',
      'trusted-user': 'yes',
      claim: 'yes',
    });
  });
});
