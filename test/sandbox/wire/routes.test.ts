import * as iot from '@aws-sdk/client-iot';
import * as lambda from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { compareTemplates, matchTemplate, parseTemplate } from '../../../src/sandbox/wire/protocols/route-template.ts';
import { iotRoutes } from '../../../src/sandbox/wire/schemas/iot-routes.ts';
import { lambdaRoutes } from '../../../src/sandbox/wire/schemas/lambda-routes.ts';

type Schema = readonly [9, string, string, { readonly http: readonly [string, string, number] }];

describe('the list of routes', () => {
  it.each<[string, readonly string[], object]>([
    ['iot', iotRoutes, iot],
    ['lambda', lambdaRoutes, lambda],
  ])('of %s is that of the installed SDK (else: node scripts/sandbox-routes.mjs)', (_service, routes, sdk) => {
    const schemas = Object.values(sdk).filter(
      (value: unknown): value is Schema => Array.isArray(value) && value[0] === 9,
    );
    const expected = schemas.map(([, , name, { http }]) => `${http[0]} ${http[1]} ${name}`);
    expect(expected.length).toBeGreaterThan(50);
    expect([...routes].toSorted()).toEqual(expected.toSorted());
  });
});

describe('a route template', () => {
  it.each<[string, string, object | undefined]>([
    ['/certificate-providers/', '/certificate-providers', {}],
    ['/certificate-providers', '/certificate-providers/', {}],
    ['/certificate-providers/{name}', '/certificate-providers/', undefined],
    ['/certificate-providers/{name}', '/certificate-providers/a%2Fb', { name: 'a/b' }],
    ['/certificate-providers/{name}', '/certificate-providers/a/b', undefined],
    [
      '/functions/{F}/policy',
      '/functions/arn:aws:lambda:us-east-1:0:function:f/policy',
      { F: 'arn:aws:lambda:us-east-1:0:function:f' },
    ],
    ['/tags/{Arn+}', '/tags/a/b%20c/d', { Arn: 'a/b c/d' }],
    ['/x/{greedy+}/end', '/x/1/2/end', { greedy: '1/2' }],
    ['/x/{greedy+}/end', '/x/end', undefined],
    ['/x/{name}', '/x/%', { name: '%' }],
  ])('%s on %s gives %j', (template, path, labels) => {
    expect(matchTemplate(parseTemplate(template), path)).toEqual(labels);
  });

  it('with a literal goes before one with a label', () => {
    const sorted = ['/things/{name}', '/{any+}', '/things/list'].toSorted((l, r) =>
      compareTemplates(parseTemplate(l), parseTemplate(r)),
    );
    expect(sorted).toEqual(['/things/list', '/things/{name}', '/{any+}']);
  });
});
