import { join } from 'node:path';
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

/** What the store hands out records every write, and such an object cannot be cloned. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
