import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { RequestLog } from '../src/sandbox/request-log.ts';
import { describeAccount } from '../src/sandbox/start-account.ts';
import { openStore } from '../src/sandbox/state/open-store.ts';

export { openTerminal } from '../test/support/pty.ts';

const FUNCTIONS = 5000;
const AUTHORITIES = 200;
const REGION = 'us-east-1';

/** A sandbox account in an empty folder with as many functions and CAs as an account of AWS may hold. */
export async function makeLargeAccount(home: string) {
  const folder = join(home, 'sandbox');
  const { credentials } = await describeAccount(folder);
  await openStore(folder).change((state) => {
    const { lambda, acmPca } = state.regions[REGION]!;
    const template = lambda.functions['acme-iot-signer']!;
    for (let i = Object.keys(lambda.functions).length; i < FUNCTIONS; i++) {
      const functionName = `fleet-function-${String(i).padStart(5, '0')}`;
      const functionArn = template.functionArn.replace(/[^:]*$/, functionName);
      lambda.functions[functionName] = { ...plain(template), functionName, functionArn };
    }
    const authority = Object.values(acmPca.authorities).find((ca) => ca.status === 'ACTIVE')!;
    for (let i = Object.keys(acmPca.authorities).length; i < AUTHORITIES; i++) {
      const arn = authority.arn.replace(/[^/]*$/, `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`);
      const subject = { CommonName: `Fleet CA ${String(i).padStart(3, '0')}` };
      acmPca.authorities[arn] = { ...plain(authority), arn, subject };
    }
  });
  return { credentials, region: REGION, lastFunction: `fleet-function-${String(FUNCTIONS - 1).padStart(5, '0')}` };
}

const TEMPLATES = 256;
const POLICIES = 3000;

/** A sandbox account in an empty folder with a fleet as large as AWS lets it be: each template has claims of its own. */
export async function makeLargeFleet(home: string) {
  const folder = join(home, 'sandbox');
  const { credentials } = await describeAccount(folder);
  await openStore(folder).change((state) => {
    const { iot } = state.regions[REGION]!;
    const template = plain(iot.provisioningTemplates['acme-sensors']!);
    const claim = plain(iot.policies['AcmeClaimPolicy']!);
    const device = plain(iot.policies['AcmeDevicePolicy']!);
    const certificate = plain(Object.values(iot.certificates)[0]!);
    const addPolicy = (record: typeof claim, name: string): void => {
      iot.policies[name] = { ...record, name, arn: record.arn.replace(/[^/]*$/, name) };
    };
    for (let i = Object.keys(iot.provisioningTemplates).length; i < TEMPLATES; i++) {
      const name = `fleet-${String(i).padStart(3, '0')}`;
      const id = createHash('sha256').update(name).digest('hex');
      const arn = certificate.arn.replace(/[^/]*$/, id);
      iot.provisioningTemplates[name] = { ...template, name, arn: template.arn.replace(/[^/]*$/, name) };
      iot.certificates[id] = { ...certificate, id, arn };
      addPolicy({ ...claim, document: claim.document.replaceAll('acme-sensors', name) }, `${name}-claims`);
      iot.policyTargets[`${name}-claims`] = { [arn]: true };
    }
    for (let i = Object.keys(iot.policies).length; i < POLICIES; i++) addPolicy(device, `device-${i}`);
  });
  return { credentials, region: REGION, templates: TEMPLATES, policies: POLICIES };
}

/** What the account was asked, by operation. */
export const requestsOf = (home: string) => new RequestLog(join(home, 'sandbox')).read();

/** What the store hands out records every write, and such an object cannot be cloned. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
