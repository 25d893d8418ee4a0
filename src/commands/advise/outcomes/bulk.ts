import { iotTrust } from '../../../deployment/policies/provisioning-role.ts';
import { CA_INPUT, forgetAuthority, registerAuthority } from '../kit/certificate-authority.ts';
import { listCode } from '../kit/function-code.ts';
import { namesOf } from '../kit/names.ts';
import { bucketPolicy } from '../kit/policies.ts';
import {
  assertAccount,
  call,
  createDevicePolicy,
  createRole,
  deleteDevicePolicy,
  deleteRole,
  devicePolicyFile,
  giveRegistration,
  giveRole,
  jsonText,
  ROLE_PAUSE,
  takeRegistration,
  takeRole,
} from '../kit/steps.ts';
import { bulkCertificateTemplate, bulkCsrTemplate } from '../kit/templates.ts';
import { GUIDE, type Outcome } from '../outcome.ts';

const INPUT = 'things.json';

export const bulk: Outcome = {
  way: 'bulk',
  name: 'bulk registration',
  inShort: 'One task registers every device of a list, before any of them connects.',
  setUp: [
    'A file with one line per device, in an S3 bucket: its serial number, and its CSR or its certificate.',
    'One task works through the file with a provisioning template. Its report names the certificates made and the lines that failed.',
  ],
  deviceLogic: [
    'None: the device is known when it first connects, and connects as the thing named after its serial number.',
  ],
  risks: [
    'One task at a time in an account. It calls the control plane line by line, within your quotas: plan some minutes for a thousand devices.',
    'A list that was changed on its way registers devices that are not yours: protect the bucket.',
    'Read the report: lines that failed are devices that will not connect.',
  ],
  provider: {
    affected: 'probably not',
    says: 'With certificates in the list: nothing. With CSRs in the list: AWS most likely goes on signing, since the task calls the HTTP operation and the guide speaks of the MQTT one only; AWS does not say so outright. Try it with one line and look at the issuer before you rely on either.',
  },
  sources: [`${GUIDE}/bulk-provisioning.html`],
  kit(target, { issuer }) {
    const names = namesOf(target);
    const ownCa = issuer === 'own';
    const key = `${names.template}/${INPUT}`;
    return {
      files: [
        devicePolicyFile(target),
        {
          path: 'provisioning-template.json',
          text: jsonText(ownCa ? bulkCertificateTemplate(target) : bulkCsrTemplate(target)),
          about: `provisioning template: what becomes of a line with a ${ownCa ? 'certificate' : 'CSR'}`,
        },
        {
          path: 'make-things.mjs',
          text: listCode(ownCa ? 'certificate' : 'csr'),
          about: `makes ${INPUT} from a folder`,
        },
        {
          path: 'registration-trust.json',
          text: jsonText(iotTrust(target.place.account, [])),
          about: 'trust policy of the role of the task: AWS IoT, for this account',
        },
        {
          path: 'registration-permissions.json',
          text: jsonText(bucketPolicy(target, key)),
          about: 'the role may read the one file',
        },
      ],
      inputs: [{ path: INPUT, about: 'made by make-things.mjs' }, ...(ownCa ? [CA_INPUT] : [])],
      apply: [
        assertAccount(target),
        createDevicePolicy(target),
        createRole(names.provisioningRole, 'registration-trust.json', 'AWS IoT registers the devices with this role.'),
        giveRegistration(target, names.provisioningRole),
        giveRole(names.provisioningRole, 'registration-permissions.json', 'It may read the list.'),
        ...(ownCa ? [registerAuthority()] : []),
        call('The list.', 's3api', 'PutObject', { Bucket: target.bucket ?? '', Key: key, Body: { body: INPUT } }),
        ROLE_PAUSE,
        call(
          'The task. Follow it with: aws iot describe-thing-registration-task --task-id ...',
          'iot',
          'StartThingRegistrationTask',
          {
            templateBody: { file: 'provisioning-template.json' },
            inputFileBucket: target.bucket ?? '',
            inputFileKey: key,
            roleArn: names.provisioningRoleArn,
          },
          { keep: { variable: 'TASK_ID', path: 'taskId' } },
        ),
      ],
      undo: [
        call('Refused when it has ended.', 'iot', 'StopThingRegistrationTask', { taskId: { variable: 'TASK_ID' } }),
        call('', 's3api', 'DeleteObject', { Bucket: target.bucket ?? '', Key: key }),
        ...(ownCa ? forgetAuthority() : []),
        takeRole(names.provisioningRole),
        takeRegistration(target, names.provisioningRole),
        deleteRole(names.provisioningRole),
        deleteDevicePolicy(target),
      ],
      firstDevice: [
        ownCa
          ? '    node make-things.mjs certificates ca.pem > things.json'
          : '    node make-things.mjs csrs > things.json',
        'The files are named after serial numbers. Begin with one line. What came of it:',
        '    . ./kept.env',
        '    aws iot list-thing-registration-task-reports --report-type RESULTS --task-id "$TASK_ID"',
        '    aws iot list-thing-registration-task-reports --report-type ERRORS --task-id "$TASK_ID"',
      ],
    };
  },
};
