/**
 * Where certprov's sandbox answers otherwise than ministack, and why it stays so. An answer of either that is not the
 * one that was looked at fails the suite, and so does a difference that is no more.
 */
export const DIFFERENCES = [
  {
    cases: ['RegisterThing: the same ownership token again'],
    ministack: /^accepted/,
    sandbox: /^400 InvalidCertificateOwnershipToken/,
    why: 'AWS documents no second use of a token. A device that counts on one would be refused in the sandbox first.',
  },
  {
    cases: ['RegisterThing: parameters that are a list', 'RegisterThing: a parameter that is a number'],
    ministack: /^400 (InvalidParameters|ProvisioningFailed)/,
    sandbox: /^400 InvalidPayload: parameters must be an object of texts$/,
    why: "AWS's guide has parameters as texts by name. ministack goes on and fails one step later; which code AWS has for it is not known.",
  },
  {
    cases: ['RegisterThing: a type of thing that is not there'],
    ministack: /^400 ProvisioningFailed: .*Thing Type .* not found/,
    sandbox: /^accepted/,
    why: 'The sandbox has no thing types: their names are kept, and none is looked up. **Here it is kinder**: see that the type is there.',
  },
  {
    cases: ['RegisterThing: a name that no thing may have'],
    ministack: /^400 ProvisioningFailed: Invalid thingName/,
    sandbox: /^400 ProvisioningFailed: .*failed to satisfy constraint/,
    why: "The code is the same. The sandbox has the sentence of AWS's API for a value that breaks a pattern; ministack has words of its own.",
  },
  {
    cases: ['RegisterThing: the hook answers `"true"` in quotes', 'RegisterThing: the hook answers 1'],
    ministack: /^accepted/,
    sandbox: /^400 InvalidResult/,
    why: "AWS's guide has a boolean. ministack found that others count as a yes: a hook that is right is right for both.",
  },
  {
    cases: ['RegisterThing: the hook takes 5.5 seconds'],
    ministack: /^accepted/,
    sandbox: /^400 InvocationError/,
    why: "AWS's guide gives a hook five seconds, ministack found six. The documented limit holds here.",
  },
  {
    cases: ['CreateProvisioningTemplate: a name with a blank'],
    ministack: /^400 InvalidRequestException: Invalid templateName/,
    sandbox: /^400 InvalidRequestException: .*failed to satisfy constraint/,
    why: "The code is the same. The sandbox has the pattern of AWS's model and the sentence that goes with it.",
  },
];

/** Every case in which the two differ; `number` is undefined where nobody has looked at it yet. */
export function compare(ministack, sandbox) {
  return [...ministack].map(([name, theirs]) => {
    const ours = sandbox.get(name);
    const index = DIFFERENCES.findIndex(
      (one) => one.cases.includes(name) && one.ministack.test(theirs) && one.sandbox.test(ours),
    );
    return { name, theirs, ours, isSame: theirs === ours, number: index === -1 ? undefined : index + 1 };
  });
}

/** What stands in the list and was not met. */
export const unmet = (compared) =>
  DIFFERENCES.flatMap(({ cases }) => cases).filter(
    (name) => !compared.some((one) => one.name === name && !one.isSame && one.number !== undefined),
  );
