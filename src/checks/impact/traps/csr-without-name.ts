import type { Finding } from '../../../finding.ts';
import type { IssuingCa } from '../fleet-facts.ts';

/**
 * AWS's own signing asks nothing of the subject of a CSR. AWS Private CA wants a subject or a subjectAltName, and so does
 * certprov's signer, whatever the CA; what another function does with such a CSR is not known.
 * @see https://docs.aws.amazon.com/privateca/latest/userguide/PcaIssueCert.html
 */
export function checkCsrWithoutName(
  { kind, certificate }: Pick<IssuingCa, 'kind' | 'certificate'>,
  isOn: boolean,
): Finding[] {
  // Before the switch there may be no function to try.
  const tried = isOn ? '`certprov dry-run --csr device.csr`' : '`certprov init --csr device.csr`';
  if (kind === undefined && certificate !== undefined) return [];
  return [
    {
      code: 'DEVICES_MAY_SEND_NO_NAME',
      severity: 'warning',
      summary:
        "AWS signs a CSR that has neither a subject nor a subjectAltName; AWS Private CA refuses it, and so does certprov's signer for every CA: devices that send such a CSR would get nothing",
      fix: `try a CSR of each model of device: ${tried}; known to send such CSRs: AWS IoT Greengrass nucleus lite before its pull request 969, and Microsoft certreq as it is set by default`,
    },
  ];
}
