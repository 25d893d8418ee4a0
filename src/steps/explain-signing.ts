import { allPages } from '../aws/pages.ts';
import type { CertificateProvider, IotEncryption } from '../aws/ports/ports.ts';
import { checkIotKey, iotKeyText, isCustomerKey } from '../checks/iot-key.ts';
import type { Tags } from '../deployment/ownership.ts';
import type { Output } from '../terminal/output.ts';
import { readRemark } from './read-remark.ts';
import type { Step } from './step.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { bold } from '../terminal/style.ts';

export interface SigningNow {
  /** With the tags that tell whose it is (null: they could not be read); AWS allows one per account. */
  readonly providers: readonly (CertificateProvider & { readonly tags: Tags | null })[];
  /** Undefined: the templates could not be read. */
  readonly fleetTemplates: number | undefined;
  /** Null: what AWS IoT's data is encrypted with could not be read. */
  readonly encryption: IotEncryption | null;
}

/** Page 1: who signs now, who will, and for whom that changes. It asks nothing. */
export const explainSigning: Step<object, undefined, SigningNow> = {
  id: 'explain-signing',
  title: "Who signs your devices' certificates",

  ask: async () => undefined,

  async inspect(_input, _answers, { aws, output }) {
    const [providers, templates, encryption] = await Promise.all([
      readProviders(aws, output),
      readRemark('the provisioning templates', allPages(aws.listProvisioningTemplates()), output),
      readRemark('what the data of AWS IoT is encrypted with', aws.iotEncryption(), output),
    ]);
    const fleet = templates?.filter((template) => template.enabled && template.type === 'FLEET_PROVISIONING');
    return { providers, fleetTemplates: fleet?.length, encryption };
  },

  show(_input, _answers, { fleetTemplates, encryption }, output) {
    const { columns } = output;
    const reach =
      "By enabling self-managed signing you replace AWS's signing for ALL devices of this account and Region that send a CSR.";
    output.say(columns < DRAWING_COLUMNS ? NARROW_DRAWING : DRAWING);
    output.say(
      paragraph(
        `${bold(reach)} AWS has no trial mode for it and allows one certificate provider per account.`,
        columns,
      ),
    );
    const here = fleetTemplates === undefined ? 'templates that could not be read,' : templateCount(fleetTemplates);
    output.say(paragraph(`Here: ${here} whose devices may send one.`, columns));
    output.say(
      paragraph(
        'Not affected: devices that have a certificate, just-in-time provisioning and registration, certificates you register yourself, keys made by AWS.',
        columns,
      ),
    );
    showIotKey(encryption, output);
    output.say(
      paragraph('Nothing changes for any device until you type the account and Region on the last page.', columns),
    );
  },

  check: (_input, _answers, { encryption }) => checkIotKey(encryption),
  plan: () => [],
};

/** A key of the customer's is worth a line; AWS's own is what every account has. */
export function showIotKey(encryption: IotEncryption | null, output: Output): void {
  if (encryption && isCustomerKey(encryption))
    output.say(paragraph(`Here: ${iotKeyText(encryption)}.`, output.columns));
}

const DRAWING_COLUMNS = 64;
const DRAWING = `
  now     device ── CSR ──▶ AWS IoT ── signs ──▶ Amazon's CA
  after   device ── CSR ──▶ AWS IoT ──▶ your Lambda ──▶ your CA
                               └ waits at most 5 seconds`.slice(1);
const NARROW_DRAWING = `
  now    device ▶ AWS IoT ▶ Amazon's CA
  after  device ▶ AWS IoT ▶ your Lambda ▶ your CA
                     └ waits at most 5 seconds`.slice(1);

const templateCount = (n: number): string =>
  n === 1 ? '1 fleet provisioning template' : `${n} fleet provisioning templates`;

async function readProviders(
  aws: Parameters<typeof explainSigning.inspect>[2]['aws'],
  output: Output,
): Promise<SigningNow['providers']> {
  const providers = await aws.listCertificateProviders();
  return Promise.all(
    providers.map(async (provider) => {
      const tags = aws.listTags(provider.certificateProviderArn);
      return { ...provider, tags: await readRemark('the tags of the certificate provider', tags, output) };
    }),
  );
}
