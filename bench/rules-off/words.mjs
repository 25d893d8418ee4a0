const HEALTH = 'src/authority/authority-health.ts';
const TESTED_HEALTH = 'test/authority/authority-health.test.ts';
const TESTED_STATUS = 'test/e2e/status-external.test.ts';
const TESTED_CONTENT_TYPE = 'test/aws/content-type.test.ts';
const TESTED_REMARKS = 'test/e2e/remark-reads.test.ts';
const TESTED_OLD_NODE = 'test/old-node.test.ts';
const TESTED_MANY = 'test/e2e/many.test.ts';
const TESTED_AWS_ERROR = 'test/aws/failure/aws-error.test.ts';

/** True words elsewhere. */
export const words = [
  {
    promise: 'status asks an external CA, and a dead one has no tick',
    file: 'src/commands/status/read-authority-health.ts',
    was: '  return askHealth({ config, rootsPem, issuerPem: issuer.pem, isInVpc: vpc !== undefined });',
    becomes: "  return { state: 'answers', asked: [askHealth, rootsPem, vpc].length > 9 ? '' : 'nothing' };",
    test: TESTED_STATUS,
    name: 'is red when its server is gone',
  },
  ...[
    ['EST by its cacerts', 'est', "await get(below(url, 'cacerts'));", "await get(below(url, 'simpleenroll'));"],
    ['step-ca by its health', 'step-ca', "await get(below(url, 'health'));", "await get(below(url, '1.0/sign'));"],
    ['Vault by its health', 'vault', "below(url, 'v1/sys/health')", "below(url, 'v1/sys/seal')"],
    ['Vault by its issuer', 'vault', '`v1/${vaultPath(mount,', '`v2/${vaultPath(mount,'],
    [
      'a webhook by the health request of its contract',
      'webhook',
      "'x-certprov-health': '1'",
      "'x-certprov-sign': '1'",
    ],
  ].map(([what, kind, was, becomes]) => ({
    promise: `status asks ${what}, which issues nothing`,
    file: HEALTH,
    was,
    becomes,
    test: TESTED_HEALTH,
    name: `a CA of the kind ${kind} that answers is known by questions`,
  })),
  {
    promise: 'a key in KMS that is gone or switched off is red',
    file: 'src/checks/signer-resources.ts',
    was: 'if (key && why) {',
    becomes: 'if (key && why && !key) {',
    test: 'test/checks/external-checks.test.ts',
    name: 'blocks on a key that is gone or switched off',
  },
  {
    promise: 'a CA that cannot be asked from here is said not to have been asked',
    file: 'src/authority/network-health.ts',
    was: '  if (isInVpc)\n',
    becomes: '  if (isInVpc && isLate)\n',
    test: TESTED_HEALTH,
    name: 'that only the VPC of the function reaches was not asked',
  },
  {
    promise: 'a webhook that does not know the health request was not asked, and is never red',
    file: HEALTH,
    was: "return { state: 'not-asked', why: `the webhook does not know",
    becomes: "return { state: 'dead', why: `the webhook does not know",
    test: TESTED_STATUS,
    name: 'says that a webhook from before the health request was not asked',
  },
  {
    promise: 'an action counts as perhaps applied only when a changing request left for it',
    file: 'src/actions/apply-actions.ts',
    was: 'const isUndone = changes.count === sentBefore || isRefused(error, action.kind);',
    becomes: 'const isUndone = changes.count < sentBefore || isRefused(error, action.kind);',
    test: 'test/e2e/failing-return.test.ts',
    name: 'counts an action as perhaps done only when a request for it left',
  },
  {
    promise: 'of an HTTP 500 it is not said that AWS did not answer',
    file: 'src/aws/failure/failure-kind.ts',
    was: '  if (failure.status !== undefined && failure.status >= 500) return `AWS answered HTTP ${failure.status}`;\n',
    becomes: "  if (failure.status !== undefined && failure.status >= 500) return 'AWS did not answer';\n",
    test: TESTED_AWS_ERROR,
    name: 'what is said before a request is sent once more',
  },
  {
    promise: 'a connection that was cut is no silence',
    file: 'src/aws/failure/network-failure.ts',
    was: '  if (isBrokenOff(failure)) {',
    becomes: '  if (isBrokenOff(failure) && isTimeout(failure)) {',
    test: TESTED_AWS_ERROR,
    name: 'says of a connection that was cut',
  },
  {
    promise: 'a value that AWS would not send is an error about that resource',
    file: 'src/aws/acm-pca.ts',
    was: '  refuseWrongDocuments(pca, ACM_PCA_ANSWERS);\n',
    becomes: '',
    test: 'test/aws/wrong-shapes.test.ts',
    name: 'is named with the operation and the resource, and never shown',
  },
  {
    promise: 'in every answer that is read',
    file: 'src/aws/connection/connect-client.ts',
    was: '  refuseWrongShapes(client);\n',
    becomes: '',
    test: 'test/aws/wrong-shapes.test.ts',
    name: 'to describeCertificateProvider is an error about it',
  },
  ...['dry-run', 'init'].map((command) => ({
    promise: `a read that only adds a remark never stops ${command === 'init' ? 'a second init' : command}`,
    file: 'src/steps/read-remark.ts',
    was: "if (!(error instanceof CertprovError) || error.code === 'AWS_CREDENTIALS_OTHER_ACCOUNT') throw error;",
    becomes: 'if (error instanceof CertprovError) throw error;',
    test: TESTED_REMARKS,
    name: `is said to be not read by ${command}: ListTagsForResource`,
  })),
  {
    promise: 'valid JSON with another content type is JSON',
    file: 'src/aws/connection/read-answers.ts',
    was: "    if (!isPage(Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1'))) return answer;",
    becomes:
      "    if (!isPage('') && !/html/.test(String(response.headers['content-type'])) && LOOKED_AT) return answer;",
    test: TESTED_CONTENT_TYPE,
    name: 'reads JSON that a proxy calls text/html',
  },
  {
    promise: 'a page is a page, whatever it calls itself',
    file: 'src/aws/connection/read-answers.ts',
    was: "    if (!isPage(Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1'))) return answer;",
    becomes:
      "    if (!isPage('') && !/html/.test(String(response.headers['content-type'])) && LOOKED_AT) return answer;",
    test: TESTED_CONTENT_TYPE,
    name: 'does not take a page for a deletion, when it calls itself application/json',
  },
  {
    promise: 'a Node.js older than 20.19 is told which version is needed',
    file: 'bin/certprov.js',
    was: 'if (major === 20) return minor >= 19;',
    becomes: 'if (major === 20) return true;',
    test: TESTED_OLD_NODE,
    name: '20.18.3 is told which one is needed',
  },
  {
    promise: 'in a syntax that it can read',
    file: 'bin/certprov.js',
    was: "var parts = version.split('.');",
    becomes: "const parts = version.split('.');",
    test: TESTED_OLD_NODE,
    name: 'can read the sentence',
  },
  {
    promise: 'before anything is imported',
    file: 'bin/certprov.js',
    was: 'var version = process.versions.node;',
    becomes: "require('../dist/main.cjs').main([]);\nvar version = process.versions.node;",
    test: TESTED_OLD_NODE,
    name: '20.18.3 is told which one is needed',
  },
  ...['rollback', 'the return of init', 'status', 'ca create'].map((command) => ({
    promise: `${command} reads a thousand journals with 256 files open at most`,
    file: 'src/local/each-file.ts',
    was: 'const OPEN_AT_ONCE = 16;',
    becomes: 'const OPEN_AT_ONCE = 100_000;',
    test: TESTED_MANY,
    name: `${command} reads them all`,
  })),
  {
    promise: 'the provider is deleted before anything is listed that the deletion does not need',
    file: 'src/commands/rollback.ts',
    was: '(provider ? undefined : othersMade(journaled, provider, [], context));',
    becomes: 'othersMade(journaled, provider, [], context);',
    test: TESTED_MANY,
    name: 'has its provider deleted before anything is listed that this does not need: rollback --all',
  },
  {
    promise: 'a function of the sandbox is not charged for the time in which this machine had no core for it',
    file: 'src/sandbox/lambda-runtime/execution-environment.ts',
    was: 'Math.max(0, atMs - startedAt - (queued - queuedBefore));',
    becomes: 'Math.max(0, atMs - startedAt - 0 * (queued - queuedBefore));',
    test: 'test/sandbox/lambda-runtime/busy-machine.test.ts',
    name: 'is not charged for the time in which it gets no core',
  },
];
