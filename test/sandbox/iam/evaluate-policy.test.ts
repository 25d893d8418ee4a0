import { describe, expect, it } from 'vitest';
import { evaluatePolicies, type Decision } from '../../../src/sandbox/iam/evaluate-policy.ts';
import type { AccessRequest } from '../../../src/sandbox/service.ts';

const CA = 'arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/1234';
const TEMPLATE = 'arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1';
const issue: AccessRequest = {
  action: 'acm-pca:IssueCertificate',
  resource: CA,
  conditions: { 'acm-pca:TemplateArn': TEMPLATE },
};

const allow = (more: object = {}): object => ({
  Effect: 'Allow',
  Action: 'acm-pca:IssueCertificate',
  Resource: CA,
  ...more,
});
const decide = (statements: object | object[], request: Partial<AccessRequest> = {}): Decision =>
  evaluatePolicies([JSON.stringify({ Version: '2012-10-17', Statement: statements })], { ...issue, ...request });

describe('evaluatePolicies', () => {
  it.each<[string, Decision, object | object[]]>([
    ['no statement', 'implicitDeny', [allow({ Action: 'acm-pca:GetCertificate' })]],
    ['the exact action and resource', 'allowed', allow()],
    ['the action in other letters', 'allowed', allow({ Action: 'ACM-PCA:issuecertificate' })],
    ['wildcards in the action', 'allowed', allow({ Action: ['iot:*', 'acm-pca:Issue*'] })],
    ['a question mark in the resource', 'allowed', allow({ Resource: `${CA.slice(0, -1)}?` })],
    ['a resource in other letters', 'implicitDeny', allow({ Resource: CA.toUpperCase() })],
    [
      'a resource with characters of regular expressions',
      'implicitDeny',
      allow({ Resource: 'arn.aws.acm-pca.us-east-1.*' }),
    ],
    ['another resource', 'implicitDeny', allow({ Resource: `${CA}5` })],
    ['an explicit deny beside an allow', 'explicitDeny', [allow(), { Effect: 'Deny', Action: '*', Resource: '*' }]],
    ['a deny of something else', 'allowed', [allow(), { Effect: 'Deny', Action: 'acm-pca:Delete*', Resource: '*' }]],
    ['NotAction that leaves it in', 'allowed', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    ['NotAction that takes it out', 'implicitDeny', { Effect: 'Allow', NotAction: 'acm-pca:*', Resource: '*' }],
    ['NotResource that takes it out', 'implicitDeny', { Effect: 'Allow', Action: '*', NotResource: CA }],
    ['a statement without an action', 'implicitDeny', { Effect: 'Allow', Resource: '*' }],
  ])('with %s decides %s', (_case, expected, statements) => {
    expect(decide(statements)).toBe(expected);
  });

  it.each<[string, Decision, object, Record<string, string | undefined>?]>([
    ['StringEquals with the value', 'allowed', { StringEquals: { 'acm-pca:TemplateArn': TEMPLATE } }],
    [
      'StringEquals with one of several values',
      'allowed',
      { StringEquals: { 'ACM-PCA:templatearn': ['x', TEMPLATE] } },
    ],
    ['StringEquals with another value', 'implicitDeny', { StringEquals: { 'acm-pca:TemplateArn': 'x' } }],
    ['StringEquals on an absent key', 'implicitDeny', { StringEquals: { 'acm-pca:TemplateArn': TEMPLATE } }, {}],
    ['StringEqualsIfExists on an absent key', 'allowed', { StringEqualsIfExists: { 'acm-pca:TemplateArn': 'x' } }, {}],
    ['StringEqualsIfExists on another value', 'implicitDeny', { StringEqualsIfExists: { 'acm-pca:TemplateArn': 'x' } }],
    ['StringLike', 'allowed', { StringLike: { 'acm-pca:TemplateArn': 'arn:*:template/EndEntity*' } }],
    ['StringNotEquals on the value', 'implicitDeny', { StringNotEquals: { 'acm-pca:TemplateArn': ['x', TEMPLATE] } }],
    ['StringNotEquals on an absent key', 'allowed', { StringNotEquals: { 'acm-pca:TemplateArn': 'x' } }, {}],
    ['ArnLike part by part', 'allowed', { ArnLike: { 'acm-pca:TemplateArn': 'arn:aws:acm-pca:*:*:template/*' } }],
    ['ArnLike with a star over a colon', 'implicitDeny', { ArnLike: { 'acm-pca:TemplateArn': 'arn:*:template/*' } }],
    ['Null true on an absent key', 'allowed', { Null: { 'acm-pca:TemplateArn': 'true' } }, {}],
    ['Null false on an absent key', 'implicitDeny', { Null: { 'acm-pca:TemplateArn': false } }, {}],
    ['Bool', 'allowed', { Bool: { 'aws:SecureTransport': true } }, { 'aws:SecureTransport': 'true' }],
    [
      'two operators of which one fails',
      'implicitDeny',
      { StringLike: { 'acm-pca:TemplateArn': '*' }, Null: { 'acm-pca:TemplateArn': 'true' } },
    ],
    [
      'an operator that is not known',
      'implicitDeny',
      { DateGreaterThan: { 'aws:CurrentTime': '2000-01-01T00:00:00Z' } },
      { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
    ],
  ])('with the condition %s decides %s', (_case, expected, Condition, conditions) => {
    expect(decide(allow({ Condition }), conditions === undefined ? {} : { conditions })).toBe(expected);
  });

  it('takes all documents together and grants nothing for one that cannot be read', () => {
    const deny = JSON.stringify({ Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] });
    const grant = JSON.stringify({ Statement: [allow()] });
    expect(evaluatePolicies([grant, deny], issue)).toBe('explicitDeny');
    expect(evaluatePolicies(['{', '[]', '{"Statement":[{"Effect":"Maybe","Action":"*","Resource":"*"}]}'], issue)).toBe(
      'implicitDeny',
    );
  });
});
