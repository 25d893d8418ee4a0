import { withSection } from './marked-section.mjs';

/** As the page names them; `webhook` stands for every CA that is known by a secret. */
const CAS = { 'acm-pca': 'Private CA', kms: 'key in KMS', secret: 'key in a secret', webhook: 'CA elsewhere' };

const PLACE = { partition: 'aws', account: 'ACCOUNT', region: 'REGION' };
const NAMES = { functionName: 'FUNCTION', providerName: 'PROVIDER' };
const CA_ARN = 'arn:aws:acm-pca:REGION:ACCOUNT:certificate-authority/ID';
const KEY_ARN = 'arn:aws:kms:REGION:ACCOUNT:key/ID';

const json = (document) => `\`\`\`json\n${JSON.stringify(document, undefined, 2)}\n\`\`\``;

/** docs/operator-policy.md with its tables and policies as the program has them. */
export function operatorPolicyPage(page, { tasks, permissionsOf, operatorPolicy, signerRolePolicy, invokePermission }) {
  const operator = operatorPolicy({
    place: PLACE,
    ...NAMES,
    tasks,
    authority: 'acm-pca',
    privateCaArn: CA_ARN,
  });
  const signer = (authority) => json(signerRolePolicy({ place: PLACE, functionName: NAMES.functionName, authority }));
  const functionArn = `arn:aws:lambda:REGION:ACCOUNT:function:${NAMES.functionName}`;
  const sections = {
    actions: actionsTable(tasks, permissionsOf),
    operator: json(operator),
    'signer, Private CA': signer({
      kind: 'acm-pca',
      certificateAuthorityArn: CA_ARN,
      template: 'EndEntityClientAuthCertificate/V1',
    }),
    'signer, key in KMS': signer({ kind: 'kms', keyArn: KEY_ARN }),
    invoke: json(invokePermission(PLACE, functionArn, NAMES.providerName)),
  };
  return Object.entries(sections).reduce((text, [name, section]) => withSection(text, 'made', name, section), page);
}

function actionsTable(tasks, permissionsOf) {
  const rows = new Map();
  for (const task of tasks) {
    for (const ca of Object.keys(CAS)) {
      for (const { action, on } of permissionsOf(task, ca)) {
        const key = `${action} ${on}`;
        const row = rows.get(key) ?? new Map();
        row.set(task, (row.get(task) ?? new Set()).add(ca));
        rows.set(key, row);
      }
    }
  }
  const cell = (cas) =>
    cas === undefined ? '' : cas.size === Object.keys(CAS).length ? 'yes' : [...cas].map((ca) => CAS[ca]).join(', ');
  const lines = [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, row]) => {
      const [action, on] = key.split(' ');
      return [
        `\`${action}\``,
        on === 'any' ? '' : on.replaceAll('-', ' '),
        ...tasks.map((task) => cell(row.get(task))),
      ];
    });
  const head = ['action', 'on', ...tasks.map((task) => `\`${task}\``)];
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
