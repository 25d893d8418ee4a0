const policy = (statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/**
 * AWS's own policies that the sandbox knows, by ARN; another one can be attached but grants nothing here.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const MANAGED_POLICIES: ReadonlyMap<string, string> = new Map([
  [
    'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    policy([
      { Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
    ]),
  ],
  ['arn:aws:iam::aws:policy/AdministratorAccess', policy([{ Effect: 'Allow', Action: '*', Resource: '*' }])],
]);
