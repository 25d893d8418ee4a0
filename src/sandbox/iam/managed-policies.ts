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
  // Its own list is longer by what the sandbox has not.
  [
    'arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration',
    policy([
      {
        Effect: 'Allow',
        Action: [
          'iot:AddThingToThingGroup',
          'iot:AttachPolicy',
          'iot:AttachPrincipalPolicy',
          'iot:AttachThingPrincipal',
          'iot:CreateCertificateFromCsr',
          'iot:CreatePolicy',
          'iot:CreateThing',
          'iot:DescribeCertificate',
          'iot:DescribeThing',
          'iot:DescribeThingGroup',
          'iot:DescribeThingType',
          'iot:DetachPolicy',
          'iot:DetachThingPrincipal',
          'iot:GetPolicy',
          'iot:ListAttachedPolicies',
          'iot:ListPolicyPrincipals',
          'iot:ListPrincipalPolicies',
          'iot:ListPrincipalThings',
          'iot:ListTargetsForPolicy',
          'iot:ListThingGroupsForThing',
          'iot:ListThingPrincipals',
          'iot:RegisterCertificate',
          'iot:RegisterThing',
          'iot:RemoveThingFromThingGroup',
          'iot:UpdateCertificate',
          'iot:UpdateThing',
          'iot:UpdateThingGroupsForThing',
          'iot:AddThingToBillingGroup',
          'iot:DescribeBillingGroup',
          'iot:RemoveThingFromBillingGroup',
        ],
        Resource: '*',
      },
    ]),
  ],
  ['arn:aws:iam::aws:policy/AdministratorAccess', policy([{ Effect: 'Allow', Action: '*', Resource: '*' }])],
]);
